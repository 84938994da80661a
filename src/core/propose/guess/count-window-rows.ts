import { MICROS_PER_DAY } from '../../frame/types.ts';
import type { TableLook } from '../look/table-look.ts';
import { sayNumber } from '../say.ts';

/** Fewer whole days say nothing of a usual one. */
const LEAST_DAYS = 5;
const QUIET_SHARE = 0.1;

/** What `row_count` should ask of a window of a day: half of a quiet one. Undefined for data that are too few or too sparse for days. */
export function countWindowRows(
  { rows, columns, sampleRows }: TableLook,
  time: string | undefined,
): { min: number; basis: string } | undefined {
  const sample = columns.find(({ name }) => name === time)?.sample;
  if (!sample) return undefined;
  const counts = new Map<number, number>();
  for (const value of sample) {
    if (Number.isNaN(value)) continue;
    const day = Math.floor(value / MICROS_PER_DAY);
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  const days = [...counts.keys()].sort((a, b) => a - b);
  // The first and the last may be parts of a day; a day without rows is one, too, unless days are the exception.
  const whole = days.slice(1, -1);
  const span = (days.at(-1) ?? 0) - (days[0] ?? 0) - 1;
  if (whole.length < LEAST_DAYS || span > whole.length * 2) return undefined;
  const perDay = [...whole.map((day) => counts.get(day) ?? 0), ...new Array<number>(span - whole.length).fill(0)].sort((a, b) => a - b);
  const quiet = Math.round((perDay[Math.floor(perDay.length * QUIET_SHARE)] * rows) / sampleRows.length);
  if (quiet < 2) return undefined;
  const about = sampleRows.length < rows ? 'about ' : '';
  const unit = 10 ** Math.floor(Math.log10(quiet / 2));
  return { min: Math.floor(quiet / 2 / unit) * unit, basis: `nine days in ten have ${about}${sayNumber(quiet)} rows or more` };
}
