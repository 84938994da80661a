import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderSettings } from '../../../../src/cli/render/settings.ts';
import { formatPath, readConfig } from '../../../../src/core/config/load-config.ts';
import { createRedactor } from '../../../../src/core/config/redact.ts';
import { ConfigSchema } from '../../../../src/core/config/schema.ts';
import { toDocument } from '../../../../src/core/config/to-document.ts';
import { driftThresholds } from '../../../../src/core/pipeline/judge.ts';
import { createRegistry, optionSchemas } from '../../../../src/core/pipeline/registry.ts';
import { listSettings } from '../../../../src/core/pipeline/settings/list-settings.ts';

const test = suite('core/pipeline/settings/list-settings');
const options = optionSchemas(createRegistry());
let dir: string;

test.before(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'oads-settings-'));
});
test.after(() => rmSync(dir, { recursive: true }));

function read(yaml: string, env: Record<string, string> = {}) {
  const file = path.join(dir, 'oads.yaml');
  writeFileSync(file, yaml);
  const redact = createRedactor(env);
  const found = readConfig(file, env, options, new Map(), redact.learn);
  const settings = listSettings(found, { redact });
  return { ...found, settings, byPath: new Map(settings.map((setting) => [formatPath(setting.path), setting])) };
}

interface Node {
  readonly properties?: Record<string, Node>;
  readonly default?: unknown;
}

/** Every key outside lists and maps; keys of an object that is not there are not asked for. */
function keysOf(node: Node, at = ''): [string, Node][] {
  return Object.entries(node.properties ?? {}).flatMap(([key, inner]) => {
    const name = `${at}${key}`;
    return inner.properties ? keysOf(inner, `${name}.`) : [[name, inner] as [string, Node]];
  });
}

const LEAST = 'version: 1\npipeline: p\nsource: {loader: file, options: {path: a.csv}}\n';
/** Nothing takes their place where they are left out. */
const NONE = [
  'window',
  'holdout',
  'reference.max_age',
  'contract',
  'columns',
  'fallback.file',
  'segment_limits',
  'season',
  'model',
  'gate.persistence',
  'retention',
  'notify',
  'dashboard.tls',
];

test('every key of the schema is shown with its default, or as one without', () => {
  const { byPath } = read(LEAST);
  const wanted = keysOf(ConfigSchema as unknown as Node);
  assert.ok(wanted.length > 50, `only ${wanted.length} keys were found`);
  for (const [name, node] of wanted) {
    const none = NONE.find((prefix) => name === prefix || name.startsWith(`${prefix}.`));
    const setting = byPath.get(none ?? name);
    assert.ok(setting, `${name} is not shown`);
    if (none) assert.is(setting?.value, undefined, `${name} has a value`);
    else if (node.default !== undefined) assert.equal(setting?.value, node.default, name);
  }
});

test('the drift levels that are shown are those that a run judges by', () => {
  const { byPath, config } = read(LEAST);
  const { psi, wassersteinSd, iqrLogRatio, nullShare, outsideShare, dependence } = driftThresholds(config);
  const names = { psi, wasserstein: wassersteinSd, scale: iqrLogRatio, null_share: nullShare, outside_share: outsideShare, dependence };
  for (const [name, { moderate, severe }] of Object.entries(names)) {
    assert.is(byPath.get(`drift.${name}.moderate`)?.value, moderate);
    assert.is(byPath.get(`drift.${name}.severe`)?.value, severe);
  }
});

test('what is filled in comes from the code that fills it in: a document of every key comes back', () => {
  const full = {
    version: 1,
    pipeline: 'p',
    description: 'd',
    window: { column: 't', length: '3d' },
    key: ['id'],
    contract: { columns: { id: { type: 'integer', nullable: false, optional: true } } },
    fallback: { last_good: false, file: { path: '/f.csv', format: 'csv' }, max_age: '5h' },
    quarantine: { max_share: 0.2 },
    features: [{ name: 'a', column: 'b', kind: 'numeric', transform: 'log1p', model: false }],
    segments: [['id']],
    segment_limits: { max: 7, min_rows: 70 },
    season: { column: 't', by: ['hour'], bucket_hours: 2, columns: ['id'] },
    model: { path: '/m', threshold: 0.5, rule: 'fdr', fdr: 0.2 },
    fit: {
      detector: 'knn',
      reference_is: 'clean',
      neighbours: 3,
      neighbour_rows: 300,
      trim: 0.1,
      trees: 9,
      sample_size: 90,
      seed: 3,
      calibration_rows: 99,
      false_alarm_rate: 0.02,
      missing: 'reject',
    },
    drift: { fdr: 0.02, psi: { moderate: 0.2, severe: 0.3 } },
    gate: { quality: 'warn', drift: 'block', persistence: { runs: 2, of: 3 }, age: 'waived' },
    score: { top: 5, workers: 1 },
    artifacts: '/a',
    retention: { runs: 4, days: 5 },
    dashboard: { host: 'h', port: 1 },
  };
  const source = { loader: 'file', options: { path: '/a.csv' } };
  const { config } = read(
    JSON.stringify({ ...full, source, contract: { columns: { ...full.contract.columns, t: { type: 'timestamp' } } } }),
  );
  const back = toDocument(config) as Record<string, unknown>;
  const given = Object.keys((ConfigSchema as unknown as Node).properties ?? {});
  // Not filled in, and shown as the file has them.
  assert.equal(Object.keys(back).sort(), given.filter((key) => !['checks', 'columns', 'notify'].includes(key)).sort());
  const { contract: _, ...rest } = full;
  for (const [key, value] of Object.entries(rest)) assert.equal(JSON.parse(JSON.stringify(back[key])), value, key);
});

test('origins: file and line, variable, default, flag', () => {
  const yaml = `${LEAST}description: \${WHAT:-nothing}\nartifacts: runs\nscore:\n  top: \${TOP}\n`;
  const { byPath, ...found } = read(yaml, { TOP: '7' });
  assert.equal(byPath.get('pipeline')?.origin, { kind: 'file', file: path.join(dir, 'oads.yaml'), line: 2, column: 1 });
  const top = byPath.get('score.top');
  assert.is(top?.value, 7);
  assert.is(top?.origin.kind === 'variable' && top.origin.names.join(), 'TOP');
  assert.equal(byPath.get('dashboard.port')?.origin, { kind: 'default' });
  assert.is(byPath.get('description')?.note, 'WHAT is not set');
  assert.is(byPath.get('artifacts')?.note, `= ${path.join(dir, 'runs')}`);
  const flagged = listSettings(found, { redact: createRedactor({}), flags: { artifacts: { name: '--artifacts', value: '/x' } } });
  assert.equal(flagged.find(({ path: at }) => at[0] === 'artifacts')?.origin, { kind: 'flag', name: '--artifacts' });
});

test('no secret is shown: of keys, of variables, of URLs, however short', () => {
  const yaml = `version: 1
pipeline: p
description: see \${ANY_TOKEN}
columns: {mask: [id], mask_key: "\${KEY}"}
source: {loader: postgres, options: {connection: "postgres://me:hunter22@db:5432/ops", table: t, order_by: [id]}}
`;
  const secrets = { ANY_TOKEN: 'abc', KEY: 'a-long-mask-key-of-ours' };
  const { settings, byPath } = read(yaml, secrets);
  const shown = JSON.stringify(settings);
  for (const secret of [...Object.values(secrets), 'hunter22']) assert.not.match(shown, `"${secret}`);
  assert.not.match(shown, 'hunter22');
  assert.not.match(shown, 'a-long-mask-key-of-ours');
  assert.is(byPath.get('description')?.value, '*****');
  assert.is(byPath.get('columns.mask_key')?.value, '*****');
  assert.match(String(byPath.get('source.options.connection')?.value), 'postgres://me:*****@db:5432/ops');
});

test('no secret is shown in what a path resolves to, nor where it also stands', () => {
  const yaml = `version: 1
pipeline: p
columns: {mask: [id], mask_key: a-long-mask-key-of-ours}
source: {loader: file, options: {path: "x/\${DB_PASSWORD}/a.csv"}}
model: {path: models/a-long-mask-key-of-ours}
artifacts: "a/\${DB_PASSWORD}/b"
fallback: {file: {path: "f/\${API_TOKEN:-defaulted}.csv"}}
`;
  for (const password of ['hunter22', '../x/secr', './/se//cr', 'abc']) {
    const env = { DB_PASSWORD: password };
    const { settings, config } = read(yaml, env);
    const shown = JSON.stringify(settings);
    for (const secret of [password, path.normalize(password).replace('../', ''), 'a-long-mask-key-of-ours', 'defaulted'])
      assert.not.match(shown, secret);
    const redact = createRedactor(env);
    readConfig(config.file, env, options, new Map(), redact.learn);
    assert.not.match(
      redact(`cannot write ${config.artifacts}/runs, nor ${config.model?.path}`),
      path.normalize(password).replace('../', ''),
    );
  }
});

test('what is shown with all defaults, read again, is a config: of the least one, and of the flights', () => {
  const flights = readFileSync(new URL('../../../../config/us-flights.yaml', import.meta.url), 'utf8');
  for (const yaml of [LEAST, `${LEAST}segments: [a]\nsegment_limits: {max: 3}\n`, flights]) {
    const { settings, config } = read(yaml);
    assert.is(read(renderSettings(settings, { origin: true })).config.pipeline, config.pipeline);
  }
});

test('what is shown, read again, is the same config, and no line obeys a value', () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom('$', '{', '}', 'a', 'B', '0', 'x', 'e', '.', '-', ':', '#', ' ', "'", '"', '\\', ',', '[') }),
    fc.string({ unit: fc.constantFrom('\n', '\t', '\u0085', '\u009b', '\u202e', '\u200b', '\u2028', '😀', '\u{e0001}', 'é') }),
    fc.constantFrom('0x1F', '0o7', '1e5', '.inf', 'yes', 'No', 'null', '~', '...', '$$', '$${HOME}', 'a ${HOME} b'),
  );
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), text, (texts, name) => {
      const quote = (value: unknown) => JSON.stringify(value).replaceAll('$', '$$$$');
      const [first] = texts;
      const yaml = `version: 1
pipeline: p
description: ${quote(first)}
artifacts: ${quote(`a${first}`)}
source: {loader: file, options: {path: ${quote(`x${first}`)}}}
contract: {columns: {${JSON.stringify(`c${name}`)}: {type: text}, t: {type: date, nullable: false}}}
checks: [{check: allowed, column: ${quote(`c${name}`)}, values: ${quote([...texts, 1e21, -0.5, true])}}, {check: freshness, column: t, max_age: 7d}]
segments: [[${quote(`c${name}`)}]]
`;
      const { settings, config } = read(yaml);
      const given = settings.filter(({ origin }) => origin.kind !== 'default');
      for (const origin of [false, true]) {
        const shown = renderSettings(given, { origin });
        assert.not.match(shown, /(?!\n)[\p{C}\u2028\u2029]/u);
        assert.is(read(shown).config.digest, config.digest, shown);
      }
      read(renderSettings(settings, { origin: true }));
    }),
    { numRuns: 60 },
  );
});

test.run();
