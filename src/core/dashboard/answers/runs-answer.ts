import Type, { type Static } from 'typebox';
import { closed, NullableText } from '../../snapshot/parts.ts';
import { AgeSeconds, Instant, orNull, PipelineName, Problems, RunId } from './parts.ts';

const SoundEntry = Type.Object(
  {
    run_id: RunId,
    data: Type.Literal('ok', { description: 'its manifest is sound; its files have not been read' }),
    trust_level: Type.String(),
    source_used: Type.String(),
    fallback_reason: NullableText,
    as_of: Type.String(),
    started_at: Instant,
    finished_at: Instant,
    run_age_seconds: AgeSeconds,
  },
  closed,
);
const DamagedEntry = Type.Object({ run_id: RunId, data: Type.Literal('damaged'), problems: Problems }, closed);

export const RunsAnswer = Type.Object(
  { pipeline: orNull(PipelineName), runs: Type.Array(Type.Union([SoundEntry, DamagedEntry]), { description: 'newest first' }) },
  closed,
);
export type RunsAnswer = Static<typeof RunsAnswer>;
