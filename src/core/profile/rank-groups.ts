/**
 * The group of each bin when neighbouring bins are joined into about `groups` groups of equal mass, numbered from 0 without gaps; a
 * point mass keeps a group of its own where its middle rank falls apart from its neighbours'. Bins without counts join the group
 * that they lie in.
 */
export function groupByRank(counts: readonly number[], groups: number): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let before = 0;
  let last = -1;
  let number = -1;
  return counts.map((count) => {
    // Middle rank in half counts over 2·total: integers, so a group never hangs on a rounding.
    const group = total > 0 ? Math.min(groups - 1, Math.floor((groups * (2 * before + count)) / (2 * total))) : 0;
    if (group !== last) number++;
    last = group;
    before += count;
    return number;
  });
}
