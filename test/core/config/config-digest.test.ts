import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadConfig } from '../../../src/core/config/load-config.ts';
import { createRegistry, optionSchemas } from '../../../src/core/pipeline/registry.ts';

const test = suite('config/digest');

const options = optionSchemas(createRegistry());
const dir = mkdtempSync(join(tmpdir(), 'oads-digest-'));
test.after(() => rmSync(dir, { recursive: true }));

type Document = Record<string, unknown>;

/** JSON is YAML. */
function digestOf(document: Document, { name = 'a.yaml', env = {} }: { name?: string; env?: Record<string, string> } = {}): string {
  const file = join(dir, name);
  writeFileSync(file, JSON.stringify(document));
  return loadConfig(file, env, options).digest;
}

const FULL = {
  version: 1,
  pipeline: 'demo',
  description: 'text',
  source: { loader: 'postgres', options: { connection: 'postgresql://a:b@h/d', table: 't', order_by: ['id'] } },
  window: { column: 't', length: '7d' },
  key: ['id'],
  contract: { columns: { id: { type: 'integer' }, t: { type: 'timestamp' }, v: { type: 'number' } } },
  fallback: { last_good: true, max_age: '1d' },
  checks: [
    { check: 'row_count', min: 1 },
    { id: 'b', check: 'range', column: 'v', min: 0 },
  ],
  quarantine: { max_share: 0.1 },
  features: [{ name: 'v' }, { name: 't', transform: 'hour' }],
  model: { path: 'm', threshold: 0.5 },
  fit: { trees: 50 },
  drift: { psi: { moderate: 0.1, severe: 0.2 } },
  gate: { quality: 'block' },
  score: { top: 10, workers: 1 },
  artifacts: 'a',
  dashboard: { port: 1 },
  retention: { runs: 10 },
};
const BEFORE = digestOf(FULL);

/** FULL with one value replaced. */
function change(path: string, value: unknown): Document {
  const document = structuredClone(FULL) as Document;
  const keys = path.split('.');
  const parent = keys.slice(0, -1).reduce<Document>((node, key) => node[key] as Document, document);
  parent[keys.at(-1) as string] = value;
  return document;
}

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reverseKeys(item)]),
  );
}

test('does not depend on the order of keys or the name of the file', () => {
  assert.is(digestOf(reverseKeys(FULL) as Document), BEFORE);
  assert.is(digestOf(FULL, { name: 'b.yaml' }), BEFORE);
});

test('does not depend on what only says where to connect and write, how long to keep it, or how to run', () => {
  const changes: [string, unknown][] = [
    ['source.options.connection', 'postgresql://other'],
    ['artifacts', 'elsewhere'],
    ['score.workers', 2],
    ['dashboard', { port: 2, host: '0.0.0.0' }],
    ['description', 'other words'],
    ['retention', { runs: 20, days: 3 }],
    ['notify', { channels: [{ name: 'a', type: 'command', command: ['b'] }] }],
    ['model.path', 'elsewhere'],
  ];
  for (const [path, value] of changes) {
    assert.is(digestOf(change(path, value)), BEFORE, path);
    if (path !== 'model.path' && path !== 'source.options.connection')
      assert.is(digestOf(change(path, undefined)), BEFORE, `without ${path}`);
  }
});

test('depends on everything else', () => {
  const changes: [string, unknown][] = [
    ['pipeline', 'other'],
    ['source.loader', 'file'],
    ['source.options.table', 'u'],
    ['source.options.order_by', ['id', 't']],
    ['window.length', '8d'],
    ['key', ['t']],
    ['contract.columns.v.type', 'integer'],
    ['contract.columns.v.nullable', false],
    ['fallback.last_good', false],
    ['fallback.max_age', '2d'],
    ['checks.0.min', 2],
    ['checks.1.severity', 'warn'],
    ['checks', [...FULL.checks].reverse()],
    ['quarantine.max_share', 0.2],
    ['features', [...FULL.features].reverse()],
    ['model.threshold', 0.6],
    ['model.rule', 'fdr'],
    ['fit.trees', 51],
    ['drift.psi.severe', 0.3],
    ['gate.quality', 'warn'],
    ['score.top', 11],
  ];
  const digests = changes.map(([path, value]) => {
    const document = change(path, value);
    if (path === 'source.loader') document.source = { loader: 'file', options: { path: 'x' } };
    return digestOf(document);
  });
  changes.forEach(([path], index) => {
    assert.is.not(digests[index], BEFORE, path);
  });
  assert.is(new Set(digests).size, changes.length, 'and no two changes look alike');
});

test('depends on the columns that are left out and masked, never on the key', () => {
  const digests = [
    { keep: ['id', 't', 'v'] },
    { drop: ['x'] },
    { drop: ['y'] },
    { mask: ['id'], mask_key: 'k'.repeat(16) },
    { mask: ['t2'], mask_key: 'k'.repeat(16) },
  ].map((columns) => digestOf({ ...FULL, columns }));
  assert.is(new Set([BEFORE, ...digests]).size, 6);
  assert.is(digestOf({ ...FULL, columns: { mask: ['id'], mask_key: 'another key of some length' } }), digests[3]);
});

test('depends on what a variable holds, not on its name; never on the secret in a connection', () => {
  const withTable = (text: string, env: Record<string, string>) => digestOf(change('source.options.table', text), { env });
  assert.is(withTable('${A}', { A: 't' }), BEFORE);
  assert.is.not(withTable('${A}', { A: 'u' }), BEFORE);
  assert.is(digestOf(change('source.options.connection', '${C}'), { env: { C: 'postgresql://x:secret@h/d' } }), BEFORE);
});

test.run();
