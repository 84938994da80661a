import Type, { type Static } from 'typebox';
import { Count, closed, NullableText } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

const KEPT_RUN = {
  run_id: Type.String(),
  finished_at: NullableText,
  trust_level: NullableText,
  problems: Type.Array(Type.String(), { description: 'what is wrong with its manifest' }),
  pinned: Type.Array(Type.String(), { description: 'why it stays: latest, last_good, watermark' }),
};

export const PruneResult = Type.Object(
  {
    artifacts: Type.String(),
    limits: Type.Object({ runs: Type.Optional(Count), days: Type.Optional(Count) }, closed),
    dry_run: Type.Boolean(),
    pipelines: Type.Array(
      Type.Object(
        {
          pipeline: Type.String(),
          removed: Type.Array(Type.Object({ ...KEPT_RUN, why: Type.String(), bytes: Count }, closed), { description: 'newest first' }),
          kept: Type.Array(Type.Object(KEPT_RUN, closed), { description: 'newest first' }),
          leftovers: Type.Array(Type.String(), { description: 'what killed runs left behind' }),
          bytes_freed: Count,
        },
        closed,
      ),
    ),
    warnings,
  },
  { ...closed, title: 'oads prune --json' },
);
export type PruneResult = Static<typeof PruneResult>;
