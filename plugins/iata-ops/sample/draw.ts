/** Seeded random numbers (Mulberry32). */
export interface Draw {
  uniform(): number;
  below(count: number): number;
  normal(): number;
  exponential(mean: number): number;
}

export function seedDraw(seed: number): Draw {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return (((value ^ (value >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return {
    uniform,
    below: (count) => Math.floor(uniform() * count),
    normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
    exponential: (mean) => -mean * Math.log(uniform()),
  };
}
