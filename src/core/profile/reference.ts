import Type, { type Static } from 'typebox';

const closed = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });

/** Frozen at `fit`: bins are (edges[i], edges[i+1]], the first closed on the left; the outer edges are the reference's range. */
export const NumericReference = Type.Object(
  {
    kind: Type.Literal('numeric'),
    feature: Type.String(),
    edges: Type.Array(Type.Number(), { minItems: 2 }),
    bins: Type.Array(Count),
    below: Count,
    above: Count,
    nulls: Count,
    median: Type.Number(),
  },
  closed,
);
export type NumericReference = Static<typeof NumericReference>;

/** Frozen at `fit`: the frequent categories by name, the rare ones known by name but counted together. */
export const CategoricalReference = Type.Object(
  {
    kind: Type.Literal('categorical'),
    feature: Type.String(),
    categories: Type.Array(Type.String()),
    counts: Type.Array(Count),
    rare: Type.Array(Type.String()),
    other: Count,
    nulls: Count,
  },
  closed,
);
export type CategoricalReference = Static<typeof CategoricalReference>;

/** Frozen at `fit`: joint counts of two features over their coarse codes (`deriveCoarseCodes`), row-major, the second one's code fastest. */
export const PairReference = Type.Object({ features: Type.Tuple([Type.String(), Type.String()]), counts: Type.Array(Count) }, closed);
export type PairReference = Static<typeof PairReference>;

export const ReferenceProfile = Type.Object(
  {
    schema: Type.Literal('oads/reference/v1'),
    rows: Count,
    features: Type.Array(Type.Union([NumericReference, CategoricalReference])),
    pairs: Type.Optional(Type.Array(PairReference)),
  },
  closed,
);
export type ReferenceProfile = Static<typeof ReferenceProfile>;
export type FeatureReference = NumericReference | CategoricalReference;
