import { ModelError } from '../errors.ts';
import type { FeatureSpec } from '../profile/compute-feature.ts';
import type { ReferenceProfile } from '../profile/reference.ts';
import { MAX_FLOAT32 } from './build-matrix.ts';

/** Throws ModelError for inputs that vary in the reference, but not as the float32 that a model reads: it would see nothing of them. */
export function refuseFlattened(inputs: readonly FeatureSpec[], reference: ReferenceProfile): void {
  const flat = inputs.filter(({ name }) => {
    const known = reference.features.find(({ feature }) => feature === name);
    if (known?.kind !== 'numeric') return false;
    const [lowest, highest] = [known.edges[0], known.edges[known.edges.length - 1]];
    return lowest !== highest && toFloat32(lowest) === toFloat32(highest);
  });
  if (flat.length === 0) return;
  throw new ModelError(
    'OADS_FIT_DEGENERATE',
    `expected inputs that still vary as float32, got one value in ${flat.map(({ name }) => name).join(', ')}`,
    {
      hint: 'a model reads seven digits, up to 3.4e38: give values that are too large `transform: log1p`, and shift or scale others before, or leave the feature out',
    },
  );
}

function toFloat32(value: number): number {
  return Math.fround(Math.min(Math.max(value, -MAX_FLOAT32), MAX_FLOAT32));
}
