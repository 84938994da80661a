import { ModelError } from '../../errors.ts';
import type { Batch } from '../../frame/batch.ts';
import { BatchProfile } from '../batch-profile.ts';
import type { FeatureSpec } from '../compute-feature.ts';
import type { ReferenceProfile } from '../reference.ts';
import { GroupCells } from './group-cells.ts';
import { GroupSlots } from './group-slots.ts';
import { columnsOf, describeGrouping, type Grouping, keyRows } from './grouping.ts';
import type { GroupingReference, GroupKey, GroupsReference } from './groups-reference.ts';

/** Keys beyond the largest groups are known by name up to this number. */
const MAX_RARE_KEYS = 10_000;
/** More keys than this name rows rather than groups of them. */
const MAX_KEYS = 1_000_000;

/** Freezes the groups of a reference in two passes over its rows: which are the largest, then what they hold. */
export async function buildGroups(
  read: () => AsyncIterable<Batch>,
  groupings: readonly { grouping: Grouping; max: number }[],
  specs: readonly FeatureSpec[],
  reference: ReferenceProfile,
): Promise<GroupsReference> {
  const rowsByKey = groupings.map(() => new Map<string, number>());
  for await (const batch of read()) {
    for (const [index, { grouping }] of groupings.entries()) countKeys(batch, grouping, rowsByKey[index]);
  }
  const profile = new BatchProfile(specs, reference);
  const frozen = groupings.map(({ grouping, max }, index) => {
    const known = chooseGroups(grouping, rowsByKey[index], max, reference);
    return { grouping, known, slots: new GroupSlots(known, 0), cells: new GroupCells(known.groups.length, profile.sizes()) };
  });
  for await (const batch of read()) {
    const slots = frozen.map((each) => each.slots.locate(keyRows(batch, each.grouping)));
    profile.update(batch, (cells) => {
      for (const [index, each] of frozen.entries()) each.cells.count(slots[index], cells);
    });
  }
  return {
    schema: 'oads/groups/v1',
    rows: reference.rows,
    groupings: frozen.map(({ known, cells }) => ({
      ...known,
      groups: known.groups.map((group, slot) => ({ ...group, cells: known.features.map((feature) => cells.of(feature, slot)) })),
    })),
  };
}

function countKeys(batch: Batch, grouping: Grouping, into: Map<string, number>): void {
  for (const column of columnsOf(grouping)) {
    if (batch.has(column)) continue;
    throw new ModelError(
      'OADS_FIT_GROUPS',
      `expected the column "${column}" that ${grouping.kind}s are made of, got a reference without it`,
    );
  }
  const { codes, keys } = keyRows(batch, grouping);
  const counts = new Float64Array(keys.length);
  for (let row = 0; row < codes.length; row++) counts[codes[row]]++;
  for (const [code, key] of keys.entries()) {
    if (counts[code] === 0) continue;
    const text = JSON.stringify(key);
    into.set(text, (into.get(text) ?? 0) + counts[code]);
  }
  if (into.size <= MAX_KEYS) return;
  const by = describeGrouping(grouping).join(', ');
  throw new ModelError('OADS_FIT_GROUPS', `expected columns that group rows, got more than ${MAX_KEYS} different values of ${by}`, {
    hint: 'name columns with fewer values in `segments` or `season`',
  });
}

function chooseGroups(grouping: Grouping, rowsByKey: ReadonlyMap<string, number>, max: number, { rows, features }: ReferenceProfile) {
  const byRows = [...rowsByKey].sort(([a, rowsA], [b, rowsB]) => rowsB - rowsA || (a < b ? -1 : 1));
  const groups = byRows.slice(0, max).map(([text, count]) => ({ key: JSON.parse(text) as GroupKey, rows: count, cells: [] }));
  const rare = byRows.slice(max);
  return {
    kind: grouping.kind,
    by: describeGrouping(grouping),
    rows,
    features: features.map(({ feature }) => feature),
    groups,
    rare: rare.slice(0, MAX_RARE_KEYS).map(([text]) => JSON.parse(text) as GroupKey),
    all_known: rare.length <= MAX_RARE_KEYS,
    other: rare.reduce((sum, [, count]) => sum + count, 0),
  } satisfies GroupingReference;
}
