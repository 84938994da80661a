import Type, { type Static } from 'typebox';
import { closed } from '../../snapshot/parts.ts';
import { AgeSeconds, Instant, orNull, PipelineName, RunId, TrustLevelName } from './parts.ts';

export const FreshAnswer = Type.Object(
  {
    fresh: Type.Literal(true),
    max_age_seconds: orNull(Type.Number({ description: 'the limit; null without one' })),
    pipelines: Type.Array(
      Type.Object({ pipeline: PipelineName, run_id: RunId, trust_level: TrustLevelName, confirmed_age_seconds: AgeSeconds }, closed),
    ),
    time: Instant,
  },
  closed,
);
export type FreshAnswer = Static<typeof FreshAnswer>;
