import Type, { type Static } from 'typebox';
import { Count, closed, literals, NullableNumber, Share } from './parts.ts';

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Test = { statistic: Type.Number(), p: Type.Number() };

const PairDrift = Type.Object(
  {
    features: Type.Tuple([Type.String(), Type.String()]),
    status: literals(['moderate', 'severe']),
    n_ref: Count,
    n_cur: Count,
    p: NullableNumber,
    q: Type.Union([Type.Number({ description: 'Benjamini-Hochberg over the pairs of the batch' }), Type.Null()]),
    tests: Type.Object(
      { trend: orNull(Type.Object(Test, closed)), chi_square: orNull(Type.Object({ ...Test, degrees: Type.Number() }, closed)) },
      closed,
    ),
    moved: orNull(
      Type.Object(
        { value: Share, interval: Type.Tuple([Type.Number(), Type.Number()], { description: '95 %' }) },
        { ...closed, description: 'share of the rows in other combinations than the reference leads to expect at the current shares' },
      ),
    ),
    rank_correlation: orNull(
      Type.Object({ expected: Type.Number(), current: Type.Number() }, { ...closed, description: 'of coarse ranks; two numeric features' }),
    ),
    reasons: Type.Array(Type.String()),
  },
  closed,
);

/** The dependence of features on each other, pair by pair, beyond what their own distributions did. */
export const MultivariateDrift = Type.Object(
  {
    status: literals(['none', 'moderate', 'severe', 'insufficient', 'unavailable']),
    tested: Count,
    insufficient: Count,
    drifted_pairs: Count,
    drifted: Type.Array(PairDrift, { description: 'worst first, the worst 50 of them' }),
    reasons: Type.Array(Type.String()),
  },
  closed,
);
export type MultivariateDrift = Static<typeof MultivariateDrift>;
