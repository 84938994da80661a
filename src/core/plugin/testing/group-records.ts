import type { RecordValue } from '../../frame/make-column.ts';
import type { SourceRecord } from '../../frame/records-to-batches.ts';
import type { Grouping } from '../../profile/feature.ts';

/** The indexes of the rows of each group in its order; rows with a null in the key are in none. */
export function groupRecords(rows: readonly SourceRecord[], { key, order }: Grouping): number[][] {
  const groups = new Map<string, number[]>();
  for (const [index, row] of rows.entries()) {
    if (key.some((name) => isNull(row[name]))) continue;
    const id = key.map((name) => `${typeof row[name]} ${asPlain(row[name])}`).join('\0');
    const group = groups.get(id);
    if (group) group.push(index);
    else groups.set(id, [index]);
  }
  const compare = (a: number, b: number) => {
    for (const name of order) {
      const difference = compareValues(rows[a][name], rows[b][name]);
      if (difference !== 0) return difference;
    }
    return a - b;
  };
  return [...groups.values()].map((group) => group.sort(compare));
}

function compareValues(a: RecordValue, b: RecordValue): number {
  if (isNull(a) || isNull(b)) return Number(isNull(a)) - Number(isNull(b));
  const [one, other] = [asPlain(a), asPlain(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

function isNull(value: RecordValue): boolean {
  return value === null || value === undefined || Number.isNaN(value) || (value instanceof Date && Number.isNaN(value.getTime()));
}

/** -0 is 0. */
function asPlain(value: RecordValue): string | number | bigint {
  if (typeof value === 'string' || typeof value === 'bigint') return value;
  return Number(value instanceof Date ? value.getTime() * 1000 : value) + 0;
}
