const FRESH_DAYS = 7;
const DAY_MS = 86_400_000;

/** What the newest row of a table is to somebody who looks now. */
export type Age = 'recent' | 'old' | 'future';

export function ageOf(newestMicros: number, now: Date): Age {
  const ageMs = now.getTime() - newestMicros / 1000;
  if (ageMs < 0) return 'future';
  return ageMs <= FRESH_DAYS * DAY_MS ? 'recent' : 'old';
}
