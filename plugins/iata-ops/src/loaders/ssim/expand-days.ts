import type { RecordValue, SourceRecord } from '@oads/cli/plugin';
import type { CarrierRecord, Leg } from './read-leg.ts';
import { weekdayOf } from './ssim-fields.ts';

const MICROS_PER_DAY = 86_400_000_000;
const MICROS_PER_MINUTE = 60_000_000;
/** Of one leg; a season has some 220. */
const MOST_DAYS = 1100;

export interface DayRange {
  /** Microseconds since 1970, both ends included. */
  readonly from?: number;
  readonly to?: number;
}

/** One row for each operating day of a leg, within the range; open ends end with the carrier record's validity. A leg with a problem stays one row. */
export function* expandDays(row: SourceRecord, leg: Leg, carrier: CarrierRecord | undefined, range: DayRange): Generator<SourceRecord> {
  const from = Math.max(number(row.period_from) ?? carrier?.validFrom ?? Number.NaN, range.from ?? -Infinity);
  const to = Math.min(number(row.period_to) ?? carrier?.validTo ?? range.to ?? Number.NaN, range.to ?? Infinity);
  const tell = (problem: string) => ({ ...row, problem: row.problem ? `${row.problem}; ${problem}` : problem });
  if (!leg.problems.every((problem) => problem.startsWith('serial'))) return yield row;
  if (Number.isNaN(from) || Number.isNaN(to)) return yield tell('period: expected both ends, got an open one (set from and to)');
  const days = Math.floor((to - from) / MICROS_PER_DAY) + 1;
  if (days > MOST_DAYS) return yield tell(`period: expected at most ${MOST_DAYS} days, got ${days} (set from and to)`);
  // Every other week counts from the week in which the period begins.
  const start = number(row.period_from) ?? from;
  const firstWeek = start - (weekdayOf(start) - 1) * MICROS_PER_DAY;
  const isUtc = carrier?.timeMode === 'U';
  for (let index = 0; index < days; index++) {
    const date = from + index * MICROS_PER_DAY;
    if (!String(row.days).includes(String(weekdayOf(date)))) continue;
    if (row.frequency === '2' && Math.floor((date - firstWeek) / (7 * MICROS_PER_DAY)) % 2 === 1) continue;
    const minutes = Number(row.aircraft_std) - (isUtc ? 0 : Number(row.utc_departure_min));
    const offBlock = date + leg.departureDay * MICROS_PER_DAY + minutes * MICROS_PER_MINUTE;
    yield {
      ...row,
      flight_date: date,
      scheduled_off_block: offBlock,
      scheduled_on_block: offBlock + Number(row.block_min) * MICROS_PER_MINUTE,
    };
  }
}

function number(value: RecordValue): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
