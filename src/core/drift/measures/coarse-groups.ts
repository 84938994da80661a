import { sumOf } from './totals.ts';

export interface GroupedCounts {
  reference: number[];
  current: number[];
}

/**
 * Fine bins joined into about `groups` neighbouring groups of equal reference mass; a point mass keeps a group of its own
 * where its middle rank falls apart from its neighbours'. Bins without reference mass join the group that they lie in.
 */
export function groupBins(reference: readonly number[], current: readonly number[], groups = 10): GroupedCounts {
  const total = sumOf(reference);
  const grouped: GroupedCounts = { reference: [], current: [] };
  let before = 0;
  let last = -1;
  reference.forEach((count, i) => {
    // Middle rank in half counts over 2·total: integers, so a group never hangs on a rounding.
    const group = total > 0 ? Math.min(groups - 1, Math.floor((groups * (2 * before + count)) / (2 * total))) : 0;
    if (group !== last) {
      grouped.reference.push(0);
      grouped.current.push(0);
      last = group;
    }
    const at = grouped.reference.length - 1;
    grouped.reference[at] += count;
    grouped.current[at] += current[i] ?? 0;
    before += count;
  });
  return grouped;
}

/** Categories joined, largest reference count first, until each group expects `least` values in the smaller sample. */
export function groupCategories(reference: readonly number[], current: readonly number[], least = 5): GroupedCounts {
  const total = sumOf(reference);
  const smaller = Math.min(total, sumOf(current));
  // Equal counts keep the listed order: the groups then depend on the reference alone, and on no current count.
  const order = reference.map((_, i) => i).sort((a, b) => reference[b] - reference[a] || a - b);
  const grouped: GroupedCounts = { reference: [], current: [] };
  let full = true;
  for (const i of order) {
    if (full) {
      grouped.reference.push(0);
      grouped.current.push(0);
    }
    const at = grouped.reference.length - 1;
    grouped.reference[at] += reference[i];
    grouped.current[at] += current[i];
    full = grouped.reference[at] * smaller >= least * total;
  }
  return grouped;
}
