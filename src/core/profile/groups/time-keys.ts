import type { Batch } from '../../frame/batch.ts';
import { computeNumericFeature } from '../compute-feature.ts';
import type { GroupKey } from './groups-reference.ts';
import type { RowKeys } from './row-keys.ts';

/** In the order in which they stand in a key. */
export const TIME_PARTS = ['month', 'weekday', 'hour'] as const;
export type TimePart = (typeof TIME_PARTS)[number];

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The part of a row's time that names its phase, in UTC: `Mon`, `06-11`, `Jan`; a row without a time has no phase. */
export function keyTimes(batch: Batch, column: string, part: TimePart, bucketHours: number): RowKeys {
  const spec = { name: column, column, kind: 'numeric', transform: part, model: false } as const;
  const values = computeNumericFeature(spec, batch);
  const names = part === 'month' ? MONTHS : part === 'weekday' ? WEEKDAYS : hourBuckets(bucketHours);
  const keys: GroupKey[] = [...names.map((name) => [name]), [null]];
  const perUnit = part === 'hour' ? 1 / bucketHours : 1;
  const first = part === 'hour' ? 0 : 1;
  const codes = new Uint32Array(values.length);
  for (let row = 0; row < codes.length; row++) {
    const value = values[row];
    codes[row] = value === value ? Math.floor((value - first) * perUnit + 1e-9) : names.length;
  }
  return { codes, keys };
}

function hourBuckets(hours: number): string[] {
  const two = (hour: number) => String(hour).padStart(2, '0');
  return Array.from({ length: Math.ceil(24 / hours) }, (_, index) => `${two(index * hours)}-${two((index + 1) * hours - 1)}`);
}
