import { groupByRank } from '../../profile/rank-groups.ts';
import { sumOf } from './totals.ts';

export interface GroupedCounts {
  reference: number[];
  current: number[];
}

/** Fine bins joined into about `groups` neighbouring groups of equal reference mass. */
export function groupBins(reference: readonly number[], current: readonly number[], groups = 10): GroupedCounts {
  const groupOf = groupByRank(reference, groups);
  const grouped: GroupedCounts = { reference: [], current: [] };
  groupOf.forEach((group, bin) => {
    grouped.reference[group] = (grouped.reference[group] ?? 0) + reference[bin];
    grouped.current[group] = (grouped.current[group] ?? 0) + (current[bin] ?? 0);
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
