import { type Level, measureLevel } from './level.ts';

/** Groups whose past has fewer rows than this take the level of a wider group. */
export const MIN_ROWS = 20;

/**
 * Levels of past shipments by lane and mode. A group with too short a past takes the level of all rows that share its later
 * columns: with [country, mode] that of the mode, then that of everything.
 */
export class Baseline {
  readonly #levels: ReadonlyMap<string, Level>;
  readonly #width: number;

  constructor(width: number, levels: ReadonlyMap<string, Level>) {
    this.#width = width;
    this.#levels = levels;
  }

  /** `rows`: the values of the grouping's columns and the measured value; NaN and what is not above zero is left out. */
  static of(width: number, rows: Iterable<readonly [readonly (string | null)[], number]>): Baseline {
    const values = new Map<string, number[]>();
    for (const [group, value] of rows) {
      if (!(value > 0)) continue;
      for (let from = 0; from <= width; from++) {
        if (group.slice(from).includes(null)) continue;
        const key = keyOf(group, from);
        const known = values.get(key);
        if (known) known.push(value);
        else values.set(key, [value]);
      }
    }
    const levels = [...values].flatMap(([key, held]) => {
      const level = measureLevel(held);
      return level && level.rows >= MIN_ROWS ? [[key, level] as const] : [];
    });
    return new Baseline(width, new Map(levels));
  }

  /** Undefined where even everything together is too few. */
  levelOf(group: readonly (string | null)[]): Level | undefined {
    for (let from = 0; from <= this.#width; from++) {
      const level = group.slice(from).includes(null) ? undefined : this.#levels.get(keyOf(group, from));
      if (level) return level;
    }
    return undefined;
  }
}

function keyOf(group: readonly (string | null)[], from: number): string {
  return JSON.stringify(group.slice(from));
}
