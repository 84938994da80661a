import type { Batch } from '../../../frame/batch.ts';
import { cellAt } from '../../../frame/cell.ts';
import type { RowIntake } from '../../intake.ts';
import { matchLabels } from './match-labels.ts';
import type { LabelSet } from './read-labels.ts';

/** The rows that a bundle is made from. `read` gives the same batches each time. */
export interface ReferenceRows {
  readonly rows: number;
  readonly read: () => AsyncIterable<Batch>;
  /** Undefined without labels. */
  readonly labelled?: LabelledRows;
}

export interface LabelledRows {
  readonly labels: LabelSet;
  /** Rows that passed quality, ascending. Those that are confirmed anomalies are left out of the reference; false alarms stay. */
  readonly confirmed: Uint32Array;
  readonly falseAlarms: Uint32Array;
  /** Labels by whether they name a row that passed quality. */
  readonly matched: number;
  readonly unmatched: number;
  /** All rows that passed quality, the confirmed ones included. */
  readonly readAll: () => AsyncIterable<Batch>;
}

/** What passed quality, less the rows that people confirmed as anomalies: they are no normal behaviour. */
export async function selectReference(
  intake: Pick<RowIntake, 'readKept'>,
  rows: number,
  key: readonly string[],
  labels: LabelSet | undefined,
): Promise<ReferenceRows> {
  const readAll = () => keptBatches(intake);
  if (!labels) return { rows, read: readAll };
  const confirmed: number[] = [];
  const falseAlarms: number[] = [];
  const matched = new Set<string>();
  const match = matchLabels(labels);
  let row = 0;
  for await (const { batch } of intake.readKept(key)) {
    const columns = key.map((name) => batch.column(name));
    for (let at = 0; at < batch.rows; at++, row++) {
      const text = match(columns.map((column) => cellAt(column, at)));
      if (text === undefined) continue;
      const verdict = labels.verdicts.get(text);
      matched.add(text);
      (verdict === 'confirmed' ? confirmed : falseAlarms).push(row);
    }
  }
  const leftOut = new Set(confirmed);
  return {
    rows: rows - leftOut.size,
    read: () => withoutRows(readAll(), leftOut),
    labelled: {
      labels,
      confirmed: Uint32Array.from(confirmed),
      falseAlarms: Uint32Array.from(falseAlarms),
      matched: matched.size,
      unmatched: labels.verdicts.size - matched.size,
      readAll,
    },
  };
}

async function* keptBatches(intake: Pick<RowIntake, 'readKept'>): AsyncGenerator<Batch> {
  for await (const { batch } of intake.readKept()) yield batch;
}

async function* withoutRows(batches: AsyncIterable<Batch>, leftOut: ReadonlySet<number>): AsyncGenerator<Batch> {
  let first = 0;
  for await (const batch of batches) {
    const mask = Uint8Array.from({ length: batch.rows }, (_, row) => (leftOut.has(first + row) ? 0 : 1));
    first += batch.rows;
    yield mask.includes(0) ? batch.select(mask) : batch;
  }
}
