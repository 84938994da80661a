import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deriveRunId } from '../../../src/core/artifacts/derive-run-id.ts';
import type { RunIdentity } from '../../../src/core/snapshot/manifest.ts';

const test = suite('artifacts/derive-run-id');

const IDENTITY: RunIdentity = {
  pipeline: 'demo',
  input_digest: 'a'.repeat(64),
  source_used: 'primary',
  fallback_reason: null,
  config_digest: 'b'.repeat(64),
  bundle_digest: 'c'.repeat(64),
  oads_version: '0.1.0',
  plugins: { a: '1', b: '2' },
  as_of: 'unused',
  history_digest: null,
};

test('16 hexadecimal digits, the same each time, on every machine', () => {
  assert.is(deriveRunId(IDENTITY), deriveRunId(structuredClone(IDENTITY)));
  // The first 16 digits of sha256 over the JSON with sorted keys; from Python's hashlib and json.dumps(sort_keys=True, separators=(',', ':')).
  assert.is(deriveRunId(IDENTITY), '93dd4e9018831d22');
});

test('does not depend on the order of keys', () => {
  const reversed = Object.fromEntries(Object.entries({ ...IDENTITY, plugins: { b: '2', a: '1' } }).reverse()) as unknown as RunIdentity;
  assert.is(deriveRunId(reversed), deriveRunId(IDENTITY));
});

test('depends on every part', () => {
  const changes: Partial<RunIdentity>[] = [
    { pipeline: 'other' },
    { input_digest: 'd'.repeat(64) },
    { source_used: 'last_good' },
    { fallback_reason: 'OADS_SOURCE_UNREACHABLE' },
    { config_digest: 'd'.repeat(64) },
    { bundle_digest: null },
    { oads_version: '0.1.1' },
    { plugins: { a: '1', b: '3' } },
    { plugins: {} },
    { as_of: '2026-03-01T06:00:00.000Z' },
    { history_digest: 'd'.repeat(64) },
  ];
  const ids = [IDENTITY, ...changes.map((change) => ({ ...IDENTITY, ...change }))].map(deriveRunId);
  assert.is(new Set(ids).size, changes.length + 1);
});

test.run();
