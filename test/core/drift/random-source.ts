/** Seeded random numbers (mulberry32) for simulations that must repeat. */
export interface RandomSource {
  uniform(): number;
  gaussian(): number;
  multinomial(n: number, shares: readonly number[]): number[];
}

export function randomSource(seed: number): RandomSource {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  const gaussian = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const multinomial = (n: number, shares: readonly number[]): number[] => {
    const bounds: number[] = [];
    let sum = 0;
    for (const share of shares) {
      sum += share;
      bounds.push(sum);
    }
    const counts = shares.map(() => 0);
    for (let i = 0; i < n; i++) {
      const u = uniform() * sum;
      counts[bounds.findIndex((bound) => u < bound)]++;
    }
    return counts;
  };
  return { uniform, gaussian, multinomial };
}
