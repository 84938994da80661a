import type { FeatureReference, ReferenceProfile } from '../reference.ts';
import type { GroupingReference, GroupsReference } from './groups-reference.ts';

/** What shows that groups do not follow from the reference beside them; undefined where all counts agree. */
export function findGroupFault(groups: GroupsReference, reference: ReferenceProfile): string | undefined {
  if (groups.rows !== reference.rows) return `expected the ${reference.rows} rows of the reference, got ${groups.rows}`;
  for (const grouping of groups.groupings) {
    const fault = faultOf(grouping, reference);
    if (fault !== undefined) return `by ${grouping.by.join(', ')}: ${fault}`;
  }
  return undefined;
}

function faultOf({ rows, features, groups, other }: GroupingReference, reference: ReferenceProfile): string | undefined {
  const counted = groups.reduce((sum, group) => sum + group.rows, other);
  if (rows !== reference.rows || counted !== rows) return `counts ${counted} rows of ${reference.rows}`;
  const known = features.map((name) => reference.features.find(({ feature }) => feature === name));
  const unknown = known.indexOf(undefined);
  if (unknown >= 0) return `feature "${features[unknown]}" is not in the reference`;
  for (const group of groups) {
    const name = JSON.stringify(group.key);
    if (group.cells.length !== features.length)
      return `group ${name} has counts of ${group.cells.length} features, expected ${features.length}`;
    for (const [at, cells] of group.cells.entries()) {
      const size = sizeOf(known[at] as FeatureReference);
      if (cells.length !== size) return `group ${name}: expected ${size} counts of feature "${features[at]}", got ${cells.length}`;
      const total = cells.reduce((sum, count) => sum + count, 0);
      if (total !== group.rows) return `group ${name}: feature "${features[at]}" counts ${total} rows of ${group.rows}`;
    }
  }
  return undefined;
}

function sizeOf(feature: FeatureReference): number {
  return feature.kind === 'numeric' ? feature.edges.length + 2 : feature.categories.length + 3;
}
