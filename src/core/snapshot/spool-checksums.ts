import Type, { type Static } from 'typebox';
import { Count, closed } from './parts.ts';

const Digest = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** Beside kept rows: what their files held when they were written. */
export const SpoolChecksums = Type.Object(
  {
    schema: Type.Literal('oads/spool_checksums/v1'),
    input_digest: Digest,
    files: Type.Record(Type.String(), Type.Object({ sha256: Digest, bytes: Count }, closed)),
    seal: Digest,
  },
  { ...closed, title: 'oads checksums of kept rows' },
);
export type SpoolChecksums = Static<typeof SpoolChecksums>;

export const CHECKSUMS_FILE = 'checksums.json';
