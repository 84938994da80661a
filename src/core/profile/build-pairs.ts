import type { Batch } from '../frame/batch.ts';
import { BatchProfile } from './batch-profile.ts';
import { deriveCoarseCodes } from './coarse-codes.ts';
import type { FeatureSpec } from './compute-feature.ts';
import type { PairReference, ReferenceProfile } from './reference.ts';

/** All pairs of so many features: 276 pairs, some 40 kB of counts. */
const MAX_FEATURES = 24;

/**
 * Joint counts of all pairs among the first 24 features, those that the model reads before those that are only watched; the
 * order in the config decides. Features with a single level have no dependence to lose, and take no place.
 */
export async function buildPairs(
  read: () => AsyncIterable<Batch>,
  specs: readonly FeatureSpec[],
  reference: ReferenceProfile,
): Promise<PairReference[]> {
  const chosen = choosePaired(specs, reference);
  const wanted = chosen.flatMap((a, at) => chosen.slice(at + 1).map((b) => ({ features: [a, b] as [string, string], counts: [] })));
  if (wanted.length === 0) return [];
  const profile = new BatchProfile(
    specs.filter(({ name }) => chosen.includes(name)),
    { ...reference, pairs: wanted },
  );
  for await (const batch of read()) profile.update(batch);
  return wanted.map(({ features }) => ({ features, counts: profile.pairs.table(...features) as number[] }));
}

function choosePaired(specs: readonly FeatureSpec[], reference: ReferenceProfile): string[] {
  const varying = new Set(reference.features.filter((known) => deriveCoarseCodes(known).levels > 1).map(({ feature }) => feature));
  const ranked = [...specs.filter(({ model }) => model), ...specs.filter(({ model }) => !model)];
  return ranked
    .map(({ name }) => name)
    .filter((name) => varying.has(name))
    .slice(0, MAX_FEATURES);
}
