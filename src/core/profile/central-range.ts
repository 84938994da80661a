/** Largest share that either end may lose: one fine bin of a hundred, with room for its rounding. */
const TAIL_SHARE = 0.0125;

/** The bins `from` … `to − 1` that are left when at most 1.25 % of the counts are cut off at either end; at least one. */
export function findCentralRange(counts: readonly number[]): { from: number; to: number } {
  const most = TAIL_SHARE * counts.reduce((sum, count) => sum + count, 0);
  let from = 0;
  let to = counts.length;
  let cut = 0;
  while (from < to - 1 && cut + counts[from] <= most) cut += counts[from++];
  cut = 0;
  while (to > from + 1 && cut + counts[to - 1] <= most) cut += counts[--to];
  return { from, to };
}
