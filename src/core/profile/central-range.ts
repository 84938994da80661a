/** A quarter more may be cut than is meant: bins hold their share of the reference but for rounding. */
const ROOM = 1.25;

/** The bins `from` … `to − 1` that are left when a share of the counts is cut off at either end, whole bins only; at least one. */
export function findCentralRange(counts: readonly number[], tail = 0.01): { from: number; to: number } {
  const most = ROOM * tail * counts.reduce((sum, count) => sum + count, 0);
  let from = 0;
  let to = counts.length;
  let cut = 0;
  while (from < to - 1 && cut + counts[from] <= most) cut += counts[from++];
  cut = 0;
  while (to > from + 1 && cut + counts[to - 1] <= most) cut += counts[--to];
  return { from, to };
}
