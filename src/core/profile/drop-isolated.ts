/** Values may be left out at either end up to this share … */
const MAX_SHARE = 0.05;
/** … where a gap parts them from the rest that is wider than the central 90 % of all values so many times. */
const GAP = 3;

/**
 * Sorted values without those at either end that stand apart: sentinels (9999, −999) and the like. They would make the last bin as
 * wide as all others many times over, and a later 9999 would count as a value within the reference range.
 */
export function dropIsolated(sorted: Float64Array): Float64Array {
  const n = sorted.length;
  const at = (share: number): number => sorted[Math.floor(share * (n - 1))];
  const widest = GAP * (at(1 - MAX_SHARE) - at(MAX_SHARE));
  // Most values equal: any spread at all would stand apart.
  if (!(widest > 0)) return sorted;
  const most = Math.floor(MAX_SHARE * n);
  let from = 0;
  let to = n;
  for (let index = 1; index <= most; index++) {
    if (sorted[index] - sorted[index - 1] > widest) from = index;
    if (sorted[n - index] - sorted[n - index - 1] > widest) to = n - index;
  }
  return sorted.subarray(from, to);
}
