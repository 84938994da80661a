import Type, { type Static } from 'typebox';
import { closed, literals, SOURCES_USED } from '../../snapshot/parts.ts';
import { AgeSeconds, Data, Instant, orNull, PipelineName, RunId, TrustLevelName } from './parts.ts';

const Stale = orNull(
  Type.Boolean({
    description:
      'not confirmed within `stale_after`, or more than 5 minutes ahead of the clock; null: no limit is configured, or no sound run tells',
  }),
);

export const HealthAnswer = Type.Object(
  {
    status: literals(['ok', 'degraded'], { description: 'degraded: the newest run is missing, damaged, withheld or stale' }),
    data: Data,
    pipeline: orNull(PipelineName),
    run_id: orNull(RunId),
    trust_level: orNull(TrustLevelName),
    age_seconds: Type.Union(AgeSeconds.anyOf, { description: 'age of the newest event in the data' }),
    run_age_seconds: AgeSeconds,
    confirmed_age_seconds: Type.Union(AgeSeconds.anyOf, { description: 'since a run last came to this very result' }),
    stale: Stale,
    stale_after_seconds: orNull(Type.Number({ description: '`dashboard.stale_after` of the config' })),
    source_used: orNull(literals(SOURCES_USED)),
    outranked_by: orNull(
      Type.Object(
        { run_id: RunId, trust_level: Type.String(), finished_at: Instant, run_age_seconds: AgeSeconds },
        { ...closed, description: 'the earlier run that judged these fallback rows at a higher level' },
      ),
    ),
    problems: Type.Array(Type.String(), { description: 'what is wrong with a damaged run, or with the clock that it was confirmed by' }),
    time: Instant,
    pipelines: Type.Array(Type.Object({ pipeline: PipelineName, data: Data, trust_level: orNull(TrustLevelName), stale: Stale }, closed)),
  },
  closed,
);
export type HealthAnswer = Static<typeof HealthAnswer>;
