import { compareProfile } from '../../../src/core/drift/compare-profile.ts';
import type { BatchDrift } from '../../../src/core/drift/feature-drift.ts';
import { Batch } from '../../../src/core/frame/batch.ts';
import type { Column } from '../../../src/core/frame/types.ts';
import { createRandom } from '../../../src/core/model/random.ts';
import { BatchProfile } from '../../../src/core/profile/batch-profile.ts';
import { buildReference } from '../../../src/core/profile/build-reference.ts';
import type { FeatureSpec } from '../../../src/core/profile/compute-feature.ts';
import type { ReferenceProfile } from '../../../src/core/profile/reference.ts';
import type { Draw } from './draw-columns.ts';

export interface Simulation {
  readonly reference: Draw;
  readonly current: Draw;
  readonly referenceRows: number;
  readonly rows: number;
  readonly batches: number;
  readonly seed: number;
  /** How many batches share one reference. */
  readonly perReference?: number;
}

/** Whole batches through `fit`'s reference, the profile and the verdict: the code of oads from the columns on. */
export async function* simulateDrift(simulation: Simulation): AsyncGenerator<BatchDrift> {
  const { reference: drawReference, current, referenceRows, rows, batches, seed, perReference = 20 } = simulation;
  const random = createRandom(seed, rows);
  let reference: ReferenceProfile | undefined;
  let specs: FeatureSpec[] = [];
  for (let at = 0; at < batches; at++) {
    if (!reference || at % perReference === 0) {
      const batch = toBatch(drawReference(random, referenceRows));
      specs = specsOf(batch);
      reference = await buildReference(() => once(batch), specs, referenceRows);
    }
    const profile = new BatchProfile(specs, reference);
    profile.update(toBatch(current(random, rows)));
    yield compareProfile(reference, profile);
  }
}

function toBatch(columns: readonly Column[]): Batch {
  const schema = columns.map(({ type }, index) => ({ name: `f${index}`, type }));
  const first = columns[0];
  const rows = first.type === 'text' ? first.codes.length : first.values.length;
  return Batch.fromColumns(schema, new Map(columns.map((column, index) => [`f${index}`, column])), rows);
}

function specsOf(batch: Batch): FeatureSpec[] {
  return batch.schema.map(({ name, type }) => ({
    name,
    column: name,
    kind: type === 'text' ? 'categorical' : 'numeric',
    transform: 'identity',
    model: type !== 'text',
  }));
}

async function* once(batch: Batch): AsyncGenerator<Batch> {
  yield batch;
}
