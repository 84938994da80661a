import type { TSchema } from 'typebox';
import { findBrokenSeal } from '../schema/seal.ts';
import { findViolations } from '../schema/validate.ts';
import { DriftSnapshot } from '../snapshot/drift-snapshot.ts';
import { InferenceMetrics } from '../snapshot/inference-metrics.ts';
import { Manifest } from '../snapshot/manifest.ts';
import { QualitySnapshot } from '../snapshot/quality-snapshot.ts';
import { SegmentSnapshot } from '../snapshot/segment-snapshot.ts';
import { CHECKSUMS_FILE, SpoolChecksums } from '../snapshot/spool-checksums.ts';
import { SystemState } from '../snapshot/system-state.ts';
import type { Interpretation } from './inspect-file.ts';

/** Begins the problem of a document that this version of oads is too old to read. */
export const NEWER = 'was written by a newer oads';

const SCHEMAS: Readonly<Record<string, TSchema>> = {
  'manifest.json': Manifest,
  'quality_snapshot.json': QualitySnapshot,
  'drift_snapshot.json': DriftSnapshot,
  'inference_metrics.json': InferenceMetrics,
  'segment_snapshot.json': SegmentSnapshot,
  'system_state.json': SystemState,
  [CHECKSUMS_FILE]: SpoolChecksums,
};

/** The reader for a run's JSON file of this name: checks it against its schema. Undefined for other files. */
export function interpreterFor(fileName: string): ((json: unknown) => Interpretation) | undefined {
  if (!Object.hasOwn(SCHEMAS, fileName)) return undefined;
  return (json) => interpretDocument(SCHEMAS[fileName], json);
}

function interpretDocument(schema: TSchema, json: unknown): Interpretation {
  const expected = (schema as unknown as { properties: { schema: { const: string } } }).properties.schema.const;
  const found = (json as { schema?: unknown } | null)?.schema;
  // Said apart from other violations: the reader is too old, the file may be perfectly sound.
  if (typeof found === 'string' && found !== expected && sameFamily(found, expected)) {
    const age = versionOf(found) > versionOf(expected) ? `${NEWER} (update this one)` : 'was written by an older oads';
    return { document: undefined, problems: [`${age}: it has schema ${found.slice(0, 60)}, this version reads ${expected}`] };
  }
  const violations = findViolations(schema, json);
  if (violations.length === 0 && findBrokenSeal(json as object))
    return { document: undefined, problems: ['is not what its own seal says: it was altered'] };
  if (violations.length === 0) return { document: json, problems: [] };
  const shown = violations
    .slice(0, 3)
    .map(({ path, expected, got }) => `${path.join('.') || 'the document'}: expected ${expected}, got ${got}`);
  if (violations.length > shown.length) shown.push(`and ${violations.length - shown.length} more violations of its schema`);
  return { document: undefined, problems: shown };
}

function versionOf(schema: string): number {
  return Number(schema.slice(schema.lastIndexOf('/v') + 2));
}

function sameFamily(a: string, b: string): boolean {
  return /^oads\/[a-z_]+\/v[0-9]+$/.test(a) && a.slice(0, a.lastIndexOf('/')) === b.slice(0, b.lastIndexOf('/'));
}
