import type { Batch, Check, CheckContext } from '../../../src/core/plugin/api.ts';

const CONTEXT: CheckContext = { asOf: new Date('2016-01-01T00:00:00Z'), contract: [], key: [], coercionFailures: () => undefined };

/** The numbers of the rows that fail a row check or a group check, of a source that is one batch. */
export function failingRows(check: Check, batch: Batch, options: Record<string, unknown> = {}): number[] {
  const verdicts = new Uint8Array(batch.rows);
  if (check.kind === 'row') check.judge(batch, options, CONTEXT, verdicts);
  else if (check.kind === 'group') {
    for (const rows of groupRows(batch, check.group(options).key)) {
      const mask = new Uint8Array(batch.rows);
      for (const row of rows) mask[row] = 1;
      const own = new Uint8Array(rows.length);
      check.judge(batch.select(mask), options, CONTEXT, own);
      for (const [index, row] of rows.entries()) verdicts[row] = own[index];
    }
  }
  return [...verdicts.keys()].filter((row) => verdicts[row] === 1);
}

/** In the order of the source, which is that of the ids in the files at hand; groups of one row are left out. */
function groupRows(batch: Batch, key: readonly string[]): number[][] {
  const cells = key.map((name) => {
    const column = batch.column(name);
    return (row: number) =>
      column.valid?.[row] === 0 ? null : column.type === 'text' ? column.dictionary[column.codes[row]] : String(column.values[row]);
  });
  const groups = new Map<string, number[]>();
  for (let row = 0; row < batch.rows; row++) {
    const values = cells.map((read) => read(row));
    if (values.includes(null)) continue;
    const id = JSON.stringify(values);
    groups.set(id, [...(groups.get(id) ?? []), row]);
  }
  return [...groups.values()].filter((rows) => rows.length > 1);
}
