import type { ColumnType } from '../../frame/types.ts';

/** Whether a column of the type could hold each of the values: a check that compares it with another would only err. */
export function fits(values: readonly unknown[], type: ColumnType = 'text'): boolean {
  if (values.length === 0) return false;
  return values.every((value) => {
    if (type === 'integer') return Number.isSafeInteger(value);
    if (type === 'number') return typeof value === 'number' && Number.isFinite(value);
    if (type === 'boolean') return typeof value === 'boolean';
    if (type === 'text') return ['string', 'number', 'boolean'].includes(typeof value);
    return typeof value === 'string' && !Number.isNaN(Date.parse(value));
  });
}
