import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Batch } from '../../../src/core/frame/batch.ts';
import { type Bundle, openBundle } from '../../../src/core/model/bundle.ts';
import { type FitInput, type FitOptions, fitBundle } from '../../../src/core/model/fit.ts';
import { type BundleContent, writeBundle } from '../../../src/core/model/write-bundle.ts';
import type { FeatureSpec } from '../../../src/core/profile/compute-feature.ts';
import { cutBatch, type Value } from '../check/make-batch.ts';
import { makeNormalRows } from './make-rows.ts';

const input = (name: string): FeatureSpec => ({ name, column: name, kind: 'numeric', transform: 'identity', model: true });

/** Three independent standard normal features, and one that is only watched. */
export const SPECS: readonly FeatureSpec[] = [
  input('a'),
  input('b'),
  input('c'),
  { name: 'site', column: 'site', kind: 'categorical', transform: 'identity', model: false },
];

export const OPTIONS: FitOptions = {
  trees: 40,
  sampleSize: 128,
  seed: 7,
  calibrationRows: 300,
  falseAlarmRate: 0.02,
  missing: 'median',
  detector: 'iforest',
  referenceIs: 'clean',
};

/** Rows as plain values, for `makeBatch` and `cutBatch`. */
export function makeValues(rows: number, seed: number): Record<string, Value[]> {
  const data = makeNormalRows(rows, 3, seed);
  const indexes = Array.from({ length: rows }, (_, row) => row);
  const column = (at: number) => indexes.map((row) => data[row * 3 + at]);
  return {
    'id:text': indexes.map((row) => `row "${row}"`),
    'a:number': column(0),
    'b:number': column(1),
    'c:number': column(2),
    'site:text': indexes.map((row) => ['north', 'south', 'east'][row % 3]),
  };
}

export function fitInput(values: Record<string, Value[]>, cuts: readonly number[] = []): FitInput {
  const batches = cutBatch(values, cuts);
  return {
    name: 'small',
    read: async function* (): AsyncGenerator<Batch> {
      yield* batches;
    },
    rows: Object.values(values)[0].length,
    rowsQuarantined: 3,
    inputDigest: 'a'.repeat(64),
    from: null,
    to: null,
  };
}

export function fitSmall(options: Partial<FitOptions> = {}, rows = 800): Promise<BundleContent> {
  return fitBundle(fitInput(makeValues(rows, 1)), SPECS, { ...OPTIONS, ...options });
}

/** A fitted bundle in a temporary directory; `remove` deletes it. */
export async function openSmallBundle(
  options: Partial<FitOptions> = {},
): Promise<{ bundle: Bundle; base: string; remove: () => Promise<void> }> {
  const base = await mkdtemp(path.join(tmpdir(), 'oads-bundle-'));
  await writeBundle(path.join(base, 'bundle'), await fitSmall(options));
  return { bundle: await openBundle(path.join(base, 'bundle')), base, remove: () => rm(base, { recursive: true, force: true }) };
}
