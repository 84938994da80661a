import { type CentralBulk, momentsOf } from './central-bulk.ts';
import { type Estimate, estimateBetween } from './estimate.ts';

/** Current mean less reference mean, in reference standard deviations, from bins; null where there is no spread or a side is empty. */
export function measureMeanShift(bulk: CentralBulk): Estimate | null {
  const before = momentsOf(bulk.edges, bulk.reference);
  const now = momentsOf(bulk.edges, bulk.current);
  if (before.total === 0 || now.total === 0 || !(before.variance > 0)) return null;
  // A single current value has no spread of its own: the reference's is the better guess then.
  const spread = now.total > 1 ? now.variance : before.variance;
  const error = Math.sqrt(before.variance / before.total + spread / now.total);
  const sd = Math.sqrt(before.variance);
  return estimateBetween((now.mean - before.mean) / sd, error / sd);
}
