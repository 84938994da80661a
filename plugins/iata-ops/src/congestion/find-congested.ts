import type { Movements } from './movements.ts';
import { type Baseline, baselineKey } from './parse-baseline.ts';

export interface CongestedHour {
  readonly airport: string;
  /** Hours since 1970. */
  readonly hour: number;
  readonly movements: number;
  readonly usual: number;
}

interface Limits {
  readonly z: number;
  readonly minDays: number;
}

/** Hours with more movements than usual: against a table, or against the same hour of the airport's other days. */
export function findCongested(movements: Movements, baseline: Baseline | undefined, { z, minDays }: Limits) {
  const congested: CongestedHour[] = [];
  let judged = 0;
  for (const { airport, days } of movements.list()) {
    for (let hour = 0; hour < 24; hour++) {
      const counts = days.map((day) => day.hours[hour]);
      const others = baseline || counts.length < minDays ? undefined : measureOthers(counts);
      for (const [at, { day }] of days.entries()) {
        const expected = baseline ? lookUp(baseline, airport, hour, day) : others?.[at];
        if (!expected) continue;
        judged++;
        if (counts[at] > expected.usual + z * expected.spread) {
          congested.push({ airport, hour: day * 24 + hour, movements: counts[at], usual: expected.usual });
        }
      }
    }
  }
  congested.sort((one, other) => other.movements - other.usual - (one.movements - one.usual) || one.hour - other.hour);
  return { judged, congested };
}

/** A count's own chance is at least that of a Poisson count; an hour with none expected is taken for one. */
function spreadOf(usual: number): number {
  return Math.sqrt(Math.max(usual, 1));
}

function lookUp(baseline: Baseline, airport: string, hour: number, day: number) {
  const weekday = ((((day + 3) % 7) + 7) % 7) + 1;
  const usual = baseline.get(baselineKey(airport, hour, weekday)) ?? baseline.get(baselineKey(airport, hour));
  return usual === undefined ? undefined : { usual, spread: spreadOf(usual) };
}

/** What is usual beside each day: the days but itself. Days of equal counts have equal others. */
function measureOthers(counts: readonly number[]) {
  const byCount = new Map<number, ReturnType<typeof measureUsual>>();
  return counts.map((count, at) => {
    const known = byCount.get(count) ?? measureUsual(counts.filter((_, other) => other !== at));
    byCount.set(count, known);
    return known;
  });
}

/** Median, and the larger of the scaled median deviation (1.4826 MAD, as a standard deviation) and the Poisson one. */
function measureUsual(counts: readonly number[]) {
  const usual = median(counts);
  const deviation = 1.4826 * median(counts.map((count) => Math.abs(count - usual)));
  return { usual, spread: Math.max(deviation, spreadOf(usual)) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
