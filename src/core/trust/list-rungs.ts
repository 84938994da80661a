import type { TrustLevel } from '../snapshot/parts.ts';
import { GATES, REQUIREMENTS } from './ladder.ts';

/** One line of the ladder as people read it. */
export interface Rung {
  readonly code: string;
  /** The highest level that it leaves open. */
  readonly level: TrustLevel;
  readonly scored: boolean;
  readonly exit: 0 | 1 | 4;
  readonly message: string;
  readonly when: string;
}

/** Everything that can lower trust, the lowest level first. */
export function listRungs(): readonly Rung[] {
  const shortfalls = REQUIREMENTS.flatMap(({ otherwise }) => otherwise);
  const rungsOf = (level: TrustLevel) =>
    shortfalls
      .filter((shortfall) => shortfall.level === level)
      .map(({ code, message, when }): Rung => ({ code, level, scored: true, exit: 0, message, when }));
  const gates = GATES.map(({ code, exit, message, when }): Rung => ({ code, level: 'withheld', scored: false, exit, message, when }));
  return [...gates, ...rungsOf('rank-only'), ...rungsOf('qualified')];
}
