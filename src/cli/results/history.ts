import Type, { type Static } from 'typebox';
import { Count, closed, literals, NullableText, Rate } from '../../core/snapshot/parts.ts';
import { TrustReason } from '../../core/snapshot/system-state.ts';
import { warnings } from './warnings.ts';

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const HistoryRun = Type.Object(
  {
    pipeline: Type.String(),
    run_id: Type.String(),
    state: literals(['ok', 'damaged']),
    finished_at: NullableText,
    as_of: NullableText,
    rows: orNull(Count),
    anomaly_rate: orNull(Rate),
    quality: NullableText,
    drift: NullableText,
    trust_level: NullableText,
    source_used: NullableText,
    fallback_reason: NullableText,
    reasons: Type.Array(TrustReason, { description: 'why it is not trusted further; empty for a certified run' }),
    latest: Type.Boolean(),
    last_good: Type.Boolean(),
    problems: Type.Array(Type.String(), { description: 'what is wrong with a damaged run' }),
  },
  closed,
);

export const HistoryResult = Type.Object(
  {
    artifacts: Type.String(),
    pipelines: Type.Array(
      Type.Object(
        {
          pipeline: Type.String(),
          total: Type.Integer({ minimum: 0, description: 'all its runs, also those that are not listed' }),
          latest: NullableText,
          last_good: NullableText,
          problems: Type.Array(Type.String(), { description: 'links that lead nowhere' }),
          runs: Type.Array(HistoryRun, { description: 'newest first' }),
        },
        closed,
      ),
    ),
    warnings,
  },
  { ...closed, title: 'oads history --json' },
);
export type HistoryResult = Static<typeof HistoryResult>;
