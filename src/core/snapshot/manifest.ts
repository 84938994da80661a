import Type, { type Static } from 'typebox';
import { Count, closed, NullableText } from './parts.ts';

const Digest = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** What decides the run's id: the same of all these gives the same id and the same bytes. */
export const RunIdentity = Type.Object(
  {
    pipeline: Type.String(),
    input_digest: Digest,
    source_used: Type.String(),
    fallback_reason: NullableText,
    config_digest: Digest,
    bundle_digest: NullableText,
    oads_version: Type.String(),
    plugins: Type.Record(Type.String(), Type.String()),
    tables: Type.Optional(Type.Record(Type.String(), Digest, { description: 'files that checks and features of plugins read, by name' })),
    as_of: Type.String(),
    history_digest: NullableText,
    window: Type.Optional(
      Type.Object(
        { from: Type.String(), to: Type.String() },
        { ...closed, description: 'the rows that were asked for, [from, to), where they are not those of the config at `as_of`' },
      ),
    ),
  },
  closed,
);
export type RunIdentity = Static<typeof RunIdentity>;

/** Written last. Wall-clock times and the previous run's hash live here alone. */
export const Manifest = Type.Object(
  {
    schema: Type.Literal('oads/manifest/v1'),
    pipeline: Type.String(),
    run_id: Type.String({ pattern: '^[0-9a-f]{16}$' }),
    identity: RunIdentity,
    trust_level: Type.String(),
    started_at: Type.String(),
    finished_at: Type.String(),
    files: Type.Record(Type.String(), Type.Object({ sha256: Digest, bytes: Count }, closed)),
    previous: Type.Union([
      Type.Object(
        {
          run_id: Type.String(),
          manifest_sha256: Type.Union([Digest, Type.Null()], { description: 'null where the run that `latest` named was missing already' }),
        },
        closed,
      ),
      Type.Null(),
    ]),
    seal: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$', description: 'sha256 of the manifest as JSON without its seal' })),
  },
  { ...closed, title: 'oads run manifest' },
);
export type Manifest = Static<typeof Manifest>;
