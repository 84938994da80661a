import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });

/** The values of the grouping's columns, as text; null where a value is missing. */
export const GroupKey = Type.Array(Type.Union([Type.String(), Type.Null()]), { minItems: 1 });
export type GroupKey = Static<typeof GroupKey>;

const Group = Type.Object(
  {
    key: GroupKey,
    rows: Count,
    cells: Type.Array(Type.Array(Count), {
      description:
        'by feature: counts over the cells of its reference (below, the bins, above, null; or the categories, other, unseen, null)',
    }),
  },
  closed,
);
export type Group = Static<typeof Group>;

/** The reference rows of each segment, or of each phase of a season, frozen at `fit`. */
export const GroupingReference = Type.Object(
  {
    kind: Type.Union([Type.Literal('segment'), Type.Literal('season')]),
    by: Type.Array(Type.String(), { minItems: 1, description: 'columns, or parts of the time: weekday(date), hour/6(date)' }),
    rows: Count,
    features: Type.Array(Type.String()),
    groups: Type.Array(Group, { description: 'largest first' }),
    rare: Type.Array(GroupKey, { description: 'keys beyond the largest groups: known, and counted together' }),
    all_known: Type.Boolean({ description: 'false: there were more rare keys than are listed, so that none can be called new' }),
    other: Type.Integer({ minimum: 0, description: 'rows of the rare keys' }),
  },
  closed,
);
export type GroupingReference = Static<typeof GroupingReference>;

export const GroupsReference = Type.Object(
  { schema: Type.Literal('oads/groups/v1'), rows: Count, groupings: Type.Array(GroupingReference) },
  { ...closed, title: 'oads groups of a reference' },
);
export type GroupsReference = Static<typeof GroupsReference>;
