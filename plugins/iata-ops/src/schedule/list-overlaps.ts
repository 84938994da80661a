const DAY = 86_400_000_000;

/** A leg's period of operation: microseconds of its first and last day, infinite where open. */
export interface Period {
  readonly suffix: string;
  readonly from: number;
  readonly to: number;
  /** `135`: Monday, Wednesday, Friday. */
  readonly days: string;
}

export interface Overlap {
  readonly earlier: number;
  readonly later: number;
  /** Days of the week that both name. */
  readonly weekdays: readonly number[];
  /** Those of them that lie in both periods: on these the leg is scheduled twice. */
  readonly days: readonly number[];
}

/** Pairs of periods of one leg, in the order of their first days, that overlap and name the same day of the week. */
export function listOverlaps(periods: readonly Period[]): Overlap[] {
  const overlaps: Overlap[] = [];
  // Periods that may still overlap what comes; a schedule has few at a time.
  let open: number[] = [];
  for (const [later, period] of periods.entries()) {
    if (Number.isNaN(period.from)) continue;
    open = open.filter((earlier) => periods[earlier].to >= period.from);
    for (const earlier of open) {
      if (periods[earlier].suffix !== period.suffix) continue;
      const end = Math.min(periods[earlier].to, period.to);
      const weekdays = sharedDays(periods[earlier].days, period.days);
      const days = weekdays.filter((day) => nextDay(period.from, day) <= end);
      if (weekdays.length > 0) overlaps.push({ earlier, later, weekdays, days });
    }
    open.push(later);
  }
  return overlaps;
}

function sharedDays(one: string, other: string): number[] {
  return [1, 2, 3, 4, 5, 6, 7].filter((day) => one.includes(String(day)) && other.includes(String(day)));
}

/** The first day from `from` on that is this day of the week (1 Monday; 1970-01-01 was a Thursday). */
function nextDay(from: number, weekday: number): number {
  const days = Math.round(from / DAY);
  const isoOfFrom = ((((days + 3) % 7) + 7) % 7) + 1;
  return (days + ((weekday - isoOfFrom + 7) % 7)) * DAY;
}
