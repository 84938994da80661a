import Type, { type Static } from 'typebox';
import { closed } from './parts.ts';

export const PrunedRun = Type.Object(
  {
    run_id: Type.String({ pattern: '^[0-9a-f]{16}$' }),
    manifest_sha256: Type.Union([Type.String({ pattern: '^[0-9a-f]{64}$' }), Type.Null()], {
      description: 'of the manifest as it was found; null where it could not be read',
    }),
    why: Type.Union([Type.Literal('retention'), Type.Literal('replaced')], {
      description: 'retention: the run was removed; replaced: it was damaged, and written anew',
    }),
    removed_at: Type.String(),
  },
  closed,
);
export type PrunedRun = Static<typeof PrunedRun>;

/** The manifests that oads itself took away, as long as a manifest that is kept still names them as the one before. */
export const Pruned = Type.Object(
  {
    schema: Type.Literal('oads/pruned/v1'),
    pipeline: Type.String(),
    runs: Type.Array(PrunedRun),
    seal: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$', description: 'sha256 of the record as JSON without its seal' })),
  },
  { ...closed, title: 'oads pruned runs' },
);
export type Pruned = Static<typeof Pruned>;
