import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { labelColumn } from '../../../artifacts/acknowledge/labels.ts';
import { messageOf, SourceError, systemCode, UsageError } from '../../../errors.ts';
import { defuseCell } from '../../../schema/defuse-cell.ts';
import { ACKNOWLEDGED, type Acknowledged } from '../../../snapshot/acknowledgement.ts';
import { parseCsv } from './parse-csv.ts';

export type KeyCell = string | number | boolean | null;

/** What people said of rows, by the text of their keys. */
export interface LabelSet {
  readonly file: string;
  readonly sha256: string;
  readonly verdicts: ReadonlyMap<string, 'confirmed' | 'false_alarm'>;
  /** Keys of which one line says confirmed, and another false alarm. */
  readonly contradictory: number;
}

/** The same for a cell of the reference and for one of the file, whose formulas may have been defused. */
export function labelKey(cells: readonly KeyCell[]): string {
  return JSON.stringify(cells.map(defuseCell));
}

/** Reads what `oads labels` and /api/labels write, or a CSV of key columns and `verdict`. The last line of a key counts. Throws SourceError. */
export async function readLabels(file: string, key: readonly string[]): Promise<LabelSet> {
  if (key.length === 0) {
    throw new UsageError('OADS_FIT_LABELS', '--labels: expected a config with a `key`, by which labels find their rows, got none', {
      hint: 'name the columns that tell rows apart as `key`: the number of a row means nothing in another input',
    });
  }
  const bytes = await readFile(file).catch((error) => {
    throw new SourceError('OADS_FIT_LABELS', `--labels: expected a readable file, got ${systemCode(error) ?? messageOf(error)}: ${file}`, {
      hint: 'write one with `oads labels -o FILE`',
    });
  });
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  const name = path.basename(file);
  const verdicts = new Map<string, 'confirmed' | 'false_alarm'>();
  const contradictory = new Set<string>();
  const lines = /^\s*\{/.test(text) ? readNdjson(text, key, name) : readCsv(text, key, name);
  for (const { line, cells, verdict } of lines) {
    if (!ACKNOWLEDGED.some((known) => known === verdict))
      throw unfit(name, line, `a verdict (${ACKNOWLEDGED.join(', ')})`, JSON.stringify(verdict ?? null));
    const text = labelKey(cells);
    if (verdict === 'withdrawn') verdicts.delete(text);
    else {
      const before = verdicts.get(text);
      if (before !== undefined && before !== verdict) contradictory.add(text);
      verdicts.set(text, verdict as Exclude<Acknowledged, 'withdrawn'>);
    }
  }
  return { file, sha256: createHash('sha256').update(bytes).digest('hex'), verdicts, contradictory: contradictory.size };
}

interface LabelLine {
  readonly line: number;
  readonly cells: readonly KeyCell[];
  readonly verdict: unknown;
}

function* readNdjson(text: string, key: readonly string[], name: string): Generator<LabelLine> {
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const label = parse(line) as { key?: Record<string, KeyCell>; verdict?: unknown } | undefined;
    const found = label?.key;
    if (typeof found !== 'object' || found === null || !key.every((column) => Object.hasOwn(found, column)))
      throw unfit(name, index + 1, `an object with a key of ${key.join(', ')}`, line.slice(0, 80));
    yield { line: index + 1, cells: key.map((column) => found[column]), verdict: label?.verdict };
  }
}

function* readCsv(text: string, key: readonly string[], name: string): Generator<LabelLine> {
  const records = parseCsv(text);
  if (!records) throw unfit(name, 1, 'CSV', 'a quote that is never closed');
  const [header, ...lines] = records;
  if (!header) return; // no label yet
  const twice = header.cells.find((column, at) => header.cells.indexOf(column) < at);
  if (twice !== undefined) throw unfit(name, 1, 'columns of different names', `${JSON.stringify(twice.slice(0, 80))} twice`);
  const wanted = [...key, labelColumn('verdict', key)];
  const places = wanted.map((column) => header.cells.indexOf(column));
  const lacking = wanted.filter((_, index) => places[index] === -1);
  // A file without any label does not know the key.
  if (lacking.length > 0 && lines.length > 0) throw unfit(name, 1, `columns ${wanted.join(', ')}`, header.cells.join(', ').slice(0, 200));
  for (const { line, cells } of lines) {
    if (cells.length !== header.cells.length) throw unfit(name, line, `${header.cells.length} cells`, `${cells.length}`);
    yield { line, cells: places.slice(0, -1).map((place) => cells[place]), verdict: cells[places[places.length - 1]] };
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function unfit(name: string, line: number, expected: string, got: string): SourceError {
  return new SourceError('OADS_FIT_LABELS', `--labels: ${name}, line ${line}: expected ${expected}, got ${got}`, {
    hint: '`oads labels` writes what is read here',
  });
}
