import { Batch } from '../../src/core/frame/batch.ts';
import type { Column } from '../../src/core/frame/types.ts';
import type { BundleCard } from '../../src/core/model/bundle.ts';
import { type FitOptions, fitBundle } from '../../src/core/model/fit.ts';
import type { FeatureSpec } from '../../src/core/profile/compute-feature.ts';
import type { DetectorName } from '../../src/core/schema/detectors.ts';
import { openRowScorer } from '../../src/core/score/score-rows.ts';
import type { LabelledSet } from './read-sets.ts';
import type { Mode, Split } from './split-set.ts';

/**
 * The defaults of the config. But a false alarm rate of 5 %: the smallest sets have fewer rows than calibrate 1 %. It decides the
 * threshold, and how many rows of a small reference are held out.
 */
const OPTIONS = { trees: 100, sampleSize: 256, falseAlarmRate: 0.05, missing: 'median' } as const satisfies Partial<FitOptions>;

/** What `oads fit` makes of the training rows, and the scores that a run gives to the test rows. */
export async function scoreWithOads(
  set: LabelledSet,
  split: Split,
  mode: Mode,
  detector: DetectorName,
  seed: number,
): Promise<Float32Array> {
  const specs = Array.from({ length: set.width }, (_, at): FeatureSpec => {
    return { name: `f${at}`, column: `f${at}`, kind: 'numeric', transform: 'identity', model: true };
  });
  const reference = toBatch(set, split.train);
  const content = await fitBundle(
    {
      name: 'adbench',
      read: async function* () {
        yield reference;
      },
      rows: reference.rows,
      rowsQuarantined: 0,
      inputDigest: '0'.repeat(64),
      from: null,
      to: null,
    },
    specs,
    { ...OPTIONS, detector, referenceIs: mode, seed },
  );
  const { card, ...files } = content;
  const scorer = await openRowScorer({ ...files, card: card as BundleCard, dir: '', digest: '' }, { workers: 0 });
  try {
    const batches = (async function* () {
      yield { batch: toBatch(set, split.test), offset: 0 };
    })();
    for await (const { scores } of scorer.score(batches)) return scores;
    throw new Error('expected scores of the test rows, got none');
  } finally {
    await scorer.close();
  }
}

function toBatch({ width, data }: LabelledSet, rows: Uint32Array): Batch {
  const columns = new Map<string, Column>();
  for (let at = 0; at < width; at++) {
    columns.set(`f${at}`, { type: 'number', values: Float64Array.from(rows, (row) => data[row * width + at]) });
  }
  return Batch.fromColumns(
    [...columns.keys()].map((name) => ({ name, type: 'number' as const })),
    columns,
    rows.length,
  );
}
