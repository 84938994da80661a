import Type, { type Static } from 'typebox';
import { MultivariateDrift } from './multivariate-drift.ts';
import { Count, closed, DRIFT_FLAGS, Envelope, literals, NullableNumber, NullableText, Share } from './parts.ts';
import { SeasonDrift } from './season-drift.ts';

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Test = orNull(Type.Object({ statistic: Type.Number(), p: Type.Number() }, closed));
const Effect = orNull(
  Type.Object({ value: Type.Number(), interval: Type.Tuple([Type.Number(), Type.Number()], { description: '95 %' }) }, closed),
);

const WilsonInterval = orNull(Type.Tuple([Share, Share], { description: '95 % Wilson interval of `current`' }));

export const FeatureDrift = Type.Object(
  {
    feature: Type.String(),
    kind: literals(['numeric', 'categorical']),
    status: literals(['none', 'moderate', 'severe', 'insufficient']),
    decided_by: Type.Optional(
      orNull(
        literals(['psi', 'wasserstein_sd', 'iqr_log_ratio', 'null_share', 'outside_share'], { description: 'effect of the first reason' }),
      ),
    ),
    n_ref: Count,
    n_cur: Count,
    p: orNull(Type.Number({ description: 'all tests but that of the outside share, combined' })),
    q: orNull(Type.Number({ description: 'Benjamini-Hochberg over the features of the batch' })),
    p_bulk: orNull(Type.Number()),
    tests: Type.Object(
      {
        ks: Test,
        location: Test,
        scale: Test,
        chi_square: orNull(Type.Object({ statistic: Type.Number(), p: Type.Number(), degrees: Type.Number() }, closed)),
        rare: Test,
        nulls: Test,
      },
      closed,
    ),
    effects: Type.Object(
      { psi: Effect, jensen_shannon: Effect, wasserstein_sd: Effect, mean_shift_sd: Effect, iqr_log_ratio: Effect },
      { ...closed, description: 'on the values inside the reference range' },
    ),
    outside: Type.Object(
      {
        status: literals(['none', 'outliers', 'moderate', 'severe', 'insufficient']),
        reference: orNull(Share),
        current: orNull(Share),
        interval: Type.Optional(WilsonInterval),
        excess: NullableNumber,
        p: NullableNumber,
        q: NullableNumber,
      },
      { ...closed, description: 'values outside the reference range, or unseen in the reference' },
    ),
    nulls: Type.Object(
      { reference: orNull(Share), current: orNull(Share), interval: Type.Optional(WilsonInterval), rows_ref: Count, rows_cur: Count },
      closed,
    ),
    reasons: Type.Array(Type.String()),
    histogram: Type.Object(
      { labels: Type.Array(Type.String()), reference: Type.Array(Count), current: Type.Array(Count) },
      { ...closed, description: 'coarse bins (or categories) for people: the counts that the dashboard draws' },
    ),
  },
  closed,
);
export type FeatureDrift = Static<typeof FeatureDrift>;

/** What earlier runs said, and whether severe drift blocks: `gate.persistence`. */
export const Persistence = Type.Object(
  {
    runs: Type.Integer({ minimum: 1, description: 'severe drift blocks from so many runs on' }),
    of: Type.Integer({ minimum: 1, description: 'among so many, this one included' }),
    raw: literals(DRIFT_FLAGS, { description: 'the verdict on this run alone' }),
    history: Type.Array(
      Type.Object({ run_id: Type.String(), verdict: literals([...DRIFT_FLAGS, 'damaged', 'missing', 'other_rule']) }, closed),
      {
        description:
          'the earlier runs that were read, newest first; `missing`: a manifest or a link names it, and it is not there; `other_rule`: judged by other thresholds',
      },
    ),
    severe: Type.Integer({ minimum: 0, description: 'runs known to be severe, this one included' }),
    unknown: Type.Integer({
      minimum: 0,
      description: 'earlier runs that are not there, are damaged, or had no verdict by this rule: they count as severe',
    }),
    blocks: Type.Boolean({ description: 'the persistent verdict' }),
  },
  closed,
);
export type Persistence = Static<typeof Persistence>;

export const DriftSnapshot = Type.Object(
  {
    schema: Type.Literal('oads/drift_snapshot/v1'),
    ...Envelope,
    verdict: literals(DRIFT_FLAGS),
    why_unavailable: NullableText,
    persistence: Type.Optional(orNull(Persistence)),
    rows: Count,
    reference: Type.Union([Type.Object({ rows: Count, bundle_sha256: Type.String(), period: NullableText }, closed), Type.Null()]),
    tested: Count,
    insufficient: Count,
    drifted: Type.Array(Type.String(), { description: 'worst first' }),
    reasons: Type.Array(Type.String()),
    share_drifted: Type.Union([Share, Type.Null()]),
    thresholds: Type.Record(Type.String(), Type.Unknown()),
    features: Type.Array(FeatureDrift),
    season: Type.Optional(SeasonDrift),
    multivariate: Type.Optional(MultivariateDrift),
  },
  { ...closed, title: 'oads drift snapshot' },
);
export type DriftSnapshot = Static<typeof DriftSnapshot>;
