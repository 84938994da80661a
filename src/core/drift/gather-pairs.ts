import type { BatchProfile } from '../profile/batch-profile.ts';
import type { ReferenceProfile } from '../profile/reference.ts';
import type { PairEvidence } from './dependence/pair-drift.ts';

/** The joint counts of each pair on both sides, where the profile counted it; null where the reference holds no pairs. */
export function gatherPairs(reference: ReferenceProfile, profile: BatchProfile): PairEvidence[] | null {
  if (!reference.pairs) return null;
  const numeric = new Set(reference.features.filter(({ kind }) => kind === 'numeric').map(({ feature }) => feature));
  return reference.pairs.flatMap(({ features, counts }) => {
    const [a, b] = features;
    const current = profile.pairs.table(a, b);
    if (!current) return [];
    const size = { rows: profile.pairs.sizeOf(a), columns: profile.pairs.sizeOf(b) };
    const ordered = numeric.has(a) && numeric.has(b);
    return { features, ordered, reference: { ...size, cells: counts }, current: { ...size, cells: current } };
  });
}
