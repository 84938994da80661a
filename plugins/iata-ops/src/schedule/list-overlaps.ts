const DAY = 86_400_000_000;

/** A leg's period of operation: microseconds of its first and last day, infinite where open. */
export interface Period {
  readonly suffix: string;
  readonly from: number;
  readonly to: number;
  /** `135`: Monday, Wednesday, Friday. */
  readonly days: string;
  /** Every other week only, from that of the first day on. */
  readonly alternates?: boolean;
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
  const ordered = [...periods.entries()].sort(([, one], [, other]) => (one.from === other.from ? 0 : one.from - other.from));
  for (const [later, period] of ordered) {
    open = open.filter((earlier) => periods[earlier].to >= period.from);
    for (const earlier of open) {
      if (periods[earlier].suffix !== period.suffix) continue;
      const end = Math.min(periods[earlier].to, period.to);
      const weekdays = sharedDays(periods[earlier].days, period.days);
      const start = period.from === Number.NEGATIVE_INFINITY ? (end === Number.POSITIVE_INFINITY ? 0 : end - 13 * DAY) : period.from;
      const days = weekdays.filter((day) => meet(periods[earlier], period, nextDay(start, day), end));
      if (weekdays.length > 0) overlaps.push({ earlier, later, weekdays, days });
    }
    open.push(later);
  }
  return overlaps;
}

function sharedDays(one: string, other: string): number[] {
  return [1, 2, 3, 4, 5, 6, 7].filter((day) => one.includes(String(day)) && other.includes(String(day)));
}

/** Whether both fly on one of two days a week apart, within what they have in common: alternate weeks repeat after two. */
function meet(one: Period, other: Period, day: number, end: number): boolean {
  const both = [day, day + 7 * DAY].filter((at) => at <= end);
  if (!one.alternates && !other.alternates) return both.length > 0;
  const unknown = [one, other].filter(({ alternates, from }) => alternates && from === Number.NEGATIVE_INFINITY).length;
  // Nobody knows which weeks are meant: beside a weekly period one of two is.
  if (unknown > 0) return unknown === 1 && !(one.alternates && other.alternates) && both.length === 2;
  return both.some((at) => [one, other].every((period) => !period.alternates || (weekOf(at) - weekOf(period.from)) % 2 === 0));
}

/** Weeks begin on Monday. */
function weekOf(micros: number): number {
  return Math.floor((Math.round(micros / DAY) + 3) / 7);
}

/** The first day from `from` on that is this day of the week (1 Monday; 1970-01-01 was a Thursday). */
function nextDay(from: number, weekday: number): number {
  const days = Math.round(from / DAY);
  const isoOfFrom = ((((days + 3) % 7) + 7) % 7) + 1;
  return (days + ((weekday - isoOfFrom + 7) % 7)) * DAY;
}
