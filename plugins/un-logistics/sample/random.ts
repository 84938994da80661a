/** Draws from one seed; the same on every machine. */
export interface Random {
  uniform(): number;
  normal(): number;
  /** Log-normal around a median. */
  around(median: number, spread: number): number;
  pick<T>(choices: readonly T[]): T;
  /** By weights that sum to one. */
  pickWeighted<T>(choices: readonly (readonly [T, number])[]): T;
}

/** Mulberry32, and Box and Muller (1958) for normal draws. */
export function makeRandom(seed: number): Random {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    normal,
    around: (median, spread) => median * Math.exp(spread * normal()),
    pick: (choices) => choices[Math.floor(uniform() * choices.length)],
    pickWeighted(choices) {
      let left = uniform();
      for (const [choice, weight] of choices) {
        left -= weight;
        if (left < 0) return choice;
      }
      return choices[choices.length - 1][0];
    },
  };
}
