import Type, { type Static } from 'typebox';
import {
  CellValue,
  Count,
  closed,
  DRIFT_FLAGS,
  literals,
  NullableNumber,
  NullableText,
  QUALITY_FLAGS,
  Rate,
  SOURCES_USED,
  TRUST_LEVELS,
} from '../../snapshot/parts.ts';
import { TrustReason } from '../../snapshot/system-state.ts';

const orNull = <T extends Type.TSchema>(schema: T, description?: string) => Type.Union([schema, Type.Null()], { description });
/** The same figure of both runs. */
const ofBoth = <T extends Type.TSchema>(schema: T) => ({ run: schema, with: schema });

export const ComparedRun = Type.Object(
  {
    run_id: NullableText,
    data: literals(['ok', 'damaged']),
    trust_level: orNull(literals(TRUST_LEVELS)),
    reasons: Type.Array(TrustReason),
    finished_at: NullableText,
    run_age_seconds: NullableNumber,
    as_of: NullableText,
    source_used: orNull(literals(SOURCES_USED)),
    fallback_reason: NullableText,
    rows: orNull(Count),
    scored: orNull(Count),
    quality_flag: orNull(literals(QUALITY_FLAGS)),
    drift_flag: orNull(literals(DRIFT_FLAGS)),
    anomaly_rate: orNull(Rate),
    problems: Type.Array(Type.String()),
  },
  closed,
);
export type ComparedRun = Static<typeof ComparedRun>;

const CheckOfRun = orNull(
  Type.Object(
    { status: literals(['pass', 'warn', 'fail', 'error']), observed: Type.String(), expected: Type.String(), failed: orNull(Rate) },
    closed,
  ),
  'null where the run has no such check',
);
export const ComparedCheck = Type.Object(
  { id: Type.String(), check: Type.String(), changed: Type.Boolean(), ...ofBoth(CheckOfRun) },
  closed,
);
export type ComparedCheck = Static<typeof ComparedCheck>;

const FeatureOfRun = orNull(
  Type.Object(
    {
      status: literals(['none', 'moderate', 'severe', 'insufficient']),
      value: NullableNumber,
      interval: orNull(Type.Tuple([Type.Number(), Type.Number()]), '95 %'),
      q: NullableNumber,
      n_ref: Count,
      n_cur: Count,
    },
    closed,
  ),
  'null where the run has no such feature',
);
export const ComparedFeature = Type.Object(
  {
    feature: Type.String(),
    changed: Type.Boolean({ description: 'its status' }),
    effect: Type.String({ description: 'the one that decided in `run`, else in `with`; against the reference, in both' }),
    ...ofBoth(FeatureOfRun),
    histogram: orNull(
      Type.Object({ labels: Type.Array(Type.String()), ...ofBoth(Type.Array(Count)) }, closed),
      'null where the two have not the same bins',
    ),
  },
  closed,
);
export type ComparedFeature = Static<typeof ComparedFeature>;

export const ComparedRates = Type.Object(
  {
    verdict: literals(['higher', 'lower', 'not_told', 'unknown'], {
      description: 'of `run` against `with`; not_told: chance alone may be the difference; unknown: `why_unknown` says why',
    }),
    difference: orNull(
      Type.Object(
        {
          value: Type.Number(),
          interval: Type.Tuple([Type.Number(), Type.Number()], { description: '95 %, Newcombe (1998), method 10' }),
          n: Type.Object(ofBoth(Count), closed),
        },
        closed,
      ),
    ),
    why_unknown: NullableText,
  },
  closed,
);
export type ComparedRates = Static<typeof ComparedRates>;

const Place = Type.Object(
  { rank: Count, score: Type.Number(), p_value: orNull(Type.Number(), 'null where the trust level allows none') },
  closed,
);
const Key = Type.Record(Type.String(), CellValue);
const Only = Type.Array(Type.Object({ key: Key, ...Place.properties, reason: NullableText }, closed));
export const ComparedAnomalies = Type.Object(
  {
    key_columns: Type.Array(Type.String()),
    listed: Type.Object(ofBoth(Count), { ...closed, description: 'highest-ranked rows that each run keeps: the rest is not compared' }),
    why_not: NullableText,
    both: Type.Array(Type.Object({ key: Key, ...ofBoth(Place) }, closed)),
    only_run: Only,
    only_with: Only,
  },
  closed,
);
export type ComparedAnomalies = Static<typeof ComparedAnomalies>;

export const ComparedInput = Type.Object({ input: Type.String(), same: Type.Boolean(), ...ofBoth(NullableText) }, closed);
export type ComparedInput = Static<typeof ComparedInput>;

export const Comparison = Type.Object(
  {
    pipeline: NullableText,
    ...ofBoth(orNull(ComparedRun)),
    run_is_newer: orNull(Type.Boolean()),
    why_not: orNull(Type.String(), 'why the two cannot be compared; then all that follows is null'),
    caveats: Type.Array(Type.String(), { description: 'what keeps figures of the two from meaning the same' }),
    reasons: orNull(
      Type.Object({ gained: Type.Array(TrustReason), lost: Type.Array(TrustReason), kept: Type.Array(TrustReason) }, closed),
      'gained: `run` has it, `with` has not',
    ),
    anomaly_rate: orNull(ComparedRates),
    checks: orNull(Type.Array(ComparedCheck, { description: 'those whose status changed first' })),
    features: orNull(Type.Array(ComparedFeature, { description: 'drift; those whose status changed first' })),
    anomalies: orNull(ComparedAnomalies),
    inputs: orNull(Type.Array(ComparedInput, { description: 'those that differ first' })),
  },
  { ...closed, title: 'Two runs side by side' },
);
export type Comparison = Static<typeof Comparison>;
