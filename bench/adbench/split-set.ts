import { createRandom, sampleWithoutReplacement } from '../../src/core/model/random.ts';
import type { LabelledSet } from './read-sets.ts';

export const MODES = ['clean', 'unknown'] as const;
export type Mode = (typeof MODES)[number];

export interface Split {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/** Of a larger set, so many rows are drawn at random. */
const MAX_ROWS = 10_000;

/**
 * clean: half of the normal rows train, the other half and all anomalies test. unknown: half of the normal rows and half of the
 * anomalies train, the rest tests.
 */
export function splitSet({ rows, labels }: LabelledSet, mode: Mode, seed: number): Split {
  const drawn = sampleWithoutReplacement(createRandom(seed, 7), rows, MAX_ROWS); // in random order
  const normal = drawn.filter((row) => labels[row] === 0);
  const anomalies = drawn.filter((row) => labels[row] === 1);
  const half = normal.length >> 1;
  const trained = mode === 'clean' ? 0 : anomalies.length >> 1;
  return {
    train: Uint32Array.of(...normal.subarray(0, half), ...anomalies.subarray(0, trained)).sort(),
    test: Uint32Array.of(...normal.subarray(half), ...anomalies.subarray(trained)).sort(),
  };
}
