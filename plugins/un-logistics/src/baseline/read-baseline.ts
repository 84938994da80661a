import type { Batch, ColumnType, HostApi, PrepareContext } from '@oads/cli/plugin';
import { readText } from '../measures/read-text.ts';
import { Baseline } from './baseline.ts';

export interface Measured {
  /** The columns of the grouping, the narrowest first. */
  readonly by: readonly string[];
  /** The columns that the measure reads, with their types. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  measure(batch: Batch): Float64Array;
}

/** The levels of a table of past shipments, in any format that the host reads: what `oads load -o history.parquet` writes. */
export async function readBaseline(api: HostApi, path: string, measured: Measured, context: PrepareContext): Promise<Baseline> {
  // Its digest becomes part of the run's identity.
  await context.readFile(path);
  const contract = [
    ...measured.by.map((name) => ({ name, type: 'text' as const })),
    ...Object.entries(measured.columns).map(([name, type]) => ({ name, type })),
  ];
  const table = api.files.readTable(
    { path, columns: contract.map(({ name }) => name) },
    { asOf: new Date(0), contract, key: [], batchRows: 65_536, baseDir: context.baseDir, signal: context.signal, warn: context.warn },
  );
  const rows: (readonly [readonly (string | null)[], number])[] = [];
  for await (const batch of table) {
    const values = measured.measure(batch);
    const groups = measured.by.map((name) => readText(batch, name));
    for (let row = 0; row < batch.rows; row++) rows.push([groups.map((read) => read(row)), values[row]]);
  }
  const baseline = Baseline.of(measured.by.length, rows);
  if (!baseline.levelOf([])) {
    throw new api.SourceError('OADS_SOURCE_EMPTY', `${path}: expected at least 20 rows that can be measured, got fewer`, {
      hint: 'write past shipments with `oads load -o history.parquet`, and name that file as the baseline',
    });
  }
  return baseline;
}
