/** A seeded stream of random numbers: integer arithmetic only, hence the same on every platform. */
export interface Random {
  /** Uniform on 0 … 2³² − 1. */
  nextUint32(): number;
  /** Uniform on [0, 1), 53 bits. */
  nextFloat(): number;
  /** Uniform on 0 … `bound` − 1, without modulo bias; `bound` is 1 … 2³². */
  nextBelow(bound: number): number;
}

const TWO_32 = 2 ** 32;

/**
 * sfc32 (Chris Doty-Humphrey, PractRand), its state filled by splitmix32.
 * `seed` is any safe integer; each `stream` of one seed is an independent sequence.
 */
export function createRandom(seed: number, stream = 0): Random {
  const fill = createSplitmix((seed >>> 0) ^ 0x9e3779b9);
  let a = fill() ^ Math.floor(seed / TWO_32);
  let b = fill() ^ stream;
  let c = fill();
  let counter = 1;

  const nextUint32 = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  // Related seeds differ in a few bits only: sfc32 needs about 12 rounds to spread them.
  for (let round = 0; round < 15; round++) nextUint32();

  return {
    nextUint32,
    nextFloat: () => ((nextUint32() >>> 5) * 2 ** 26 + (nextUint32() >>> 6)) / 2 ** 53,
    nextBelow: (bound) => {
      const limit = TWO_32 - (TWO_32 % bound);
      let value = nextUint32();
      while (value >= limit) value = nextUint32();
      return value % bound;
    },
  };
}

/** `count` different indices of 0 … `population` − 1 in random order (partial Fisher-Yates, memory of order `count`). */
export function sampleWithoutReplacement(random: Random, population: number, count: number): Uint32Array {
  const size = Math.min(count, population);
  const sample = new Uint32Array(size);
  const moved = new Map<number, number>();
  for (let i = 0; i < size; i++) {
    const j = i + random.nextBelow(population - i);
    sample[i] = moved.get(j) ?? j;
    moved.set(j, moved.get(i) ?? i);
  }
  return sample;
}

function createSplitmix(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}
