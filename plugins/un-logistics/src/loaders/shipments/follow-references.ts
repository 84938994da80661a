import type { HostApi } from '@oads/cli/plugin';
import { type Reference, readCell } from './read-cell.ts';
import { type TextRows, textAt } from './read-texts.ts';

/** A line that others point at. */
interface Target {
  asn: string | null;
  /** Its own figures as they are written, in the order of the figure columns. */
  figures: readonly (string | null)[];
  /** Two lines have this id and differ. */
  isAmbiguous: boolean;
}

export interface Followed {
  readonly value: number | null;
  readonly note: string;
}

/** `figure` is the index of the figure column, `from` the line that points. */
export type FollowReferences = (figure: number, reference: Reference, from: string | null) => Followed;

const MOST_TARGETS = 2_000_000;
const MOST_STEPS = 16;

/**
 * Finds the lines that figures point at, before or after the ones that do: one pass finds who is pointed at, a second what is
 * there. Memory: the lines pointed at. The columns read are the id, the ASN or DN
 * number (the id again if there is none), and the figures.
 */
export async function followReferences(
  api: HostApi,
  read: () => AsyncIterable<TextRows>,
  { showAsn, hasAsn }: { readonly showAsn: boolean; readonly hasAsn: boolean },
): Promise<FollowReferences> {
  const targets = new Map<string, Target | undefined>();
  for await (const { columns } of read()) {
    for (const { dictionary } of columns.slice(2)) {
      for (const text of dictionary) {
        const { reference } = readCell(text, 'figure', []);
        if (reference) targets.set(reference.id, undefined);
      }
    }
    if (targets.size > MOST_TARGETS) {
      throw new api.SourceError('OADS_SOURCE_TOO_LARGE', `expected at most ${MOST_TARGETS} lines that others point at, got more`, {
        hint: 'split the table by years',
      });
    }
  }
  if (targets.size > 0) for await (const rows of read()) keepTargets(rows, targets);

  return (figure, reference, from) => {
    const of = showAsn ? `of ${reference.asn}` : 'of another line';
    const lost = (why: string): Followed => ({ value: null, note: `${of}: ${why}` });
    const passed = new Set([from]);
    for (let next = reference; ; ) {
      if (next.id === from && passed.size === 1) return lost('the line points at itself');
      if (passed.has(next.id)) return lost('the lines point at each other');
      if (passed.size > MOST_STEPS) return lost(`through more than ${MOST_STEPS} lines`);
      passed.add(next.id);
      const target = targets.get(next.id);
      if (!target) return lost(`no line ${next.id}`);
      if (target.isAmbiguous) return lost(`two lines ${next.id} that differ`);
      if (hasAsn && target.asn !== next.asn) return lost(`line ${next.id} is of another shipment`);
      const { value, note, reference: further } = readCell(target.figures[figure] ?? '', 'figure', []);
      if (typeof value === 'number') return { value, note: of };
      if (further === undefined) return lost(note ?? `line ${next.id} has none`);
      next = further;
    }
  };
}

function keepTargets({ rows, columns: [ids, asns, ...figureColumns] }: TextRows, targets: Map<string, Target | undefined>): void {
  const isTarget = ids.dictionary.map((id) => targets.has(id.trim()));
  for (let row = 0; row < rows; row++) {
    if (!isTarget[ids.codes[row]]) continue;
    const id = textAt(ids, row)?.trim();
    if (id === undefined) continue;
    const asn = textAt(asns, row)?.trim() ?? null;
    const figures = figureColumns.map((column) => textAt(column, row));
    const known = targets.get(id);
    if (!known) targets.set(id, { asn, figures, isAmbiguous: false });
    else if (known.asn !== asn || known.figures.some((text, index) => text !== figures[index])) known.isAmbiguous = true;
  }
}
