import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path, { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Config } from '../../../src/core/config/defaults.ts';
import { canonicalJson, formatPath, loadConfig } from '../../../src/core/config/load-config.ts';
import { ConfigError } from '../../../src/core/errors.ts';
import { createRegistry, optionSchemas } from '../../../src/core/pipeline/registry.ts';

const test = suite('config/load-config');

const options = optionSchemas(createRegistry());
const BASE = 'version: 1\npipeline: demo\nsource: {loader: file, options: {path: x.csv}}\n';
const dir = mkdtempSync(join(tmpdir(), 'oads-config-'));
const file = join(dir, 'oads.yaml');
test.after(() => rmSync(dir, { recursive: true }));

type Env = Record<string, string>;

function load(source: string, env: Env = {}): Config {
  writeFileSync(file, source);
  return loadConfig(file, env, options);
}

/** The error's message without the directory; line 4 is the first after BASE. */
function refusal(more: string, env: Env = {}, base = BASE): string {
  try {
    load(base + more, env);
  } catch (error) {
    assert.instance(error, ConfigError, String(error));
    assert.is((error as ConfigError).exitCode, 2);
    return (error as ConfigError).message.replace(`${dir}/`, '');
  }
  return assert.unreachable(`expected a ConfigError for ${more}`) as never;
}

test('an unknown key: place, known keys, the one that was meant', () => {
  assert.is(
    refusal('gate:\n  qualiti: block\n'),
    'oads.yaml:5:3 gate.qualiti: expected one of the keys quality, drift, persistence, age, got unknown key "qualiti" (did you mean "quality"?)',
  );
  assert.match(refusal('gates: {}\n'), /^oads\.yaml:4:1 gates: .*did you mean "gate"\?/);
});

test('a wrong type or value', () => {
  assert.is(refusal('dashboard: {port: -1}\n'), 'oads.yaml:4:13 dashboard.port: expected integer >= 0 and <= 65535, got -1');
  assert.is(refusal('gate:\n  drift: maybe\n'), 'oads.yaml:5:3 gate.drift: expected one of "block", "warn", got "maybe"');
  assert.match(
    refusal('contract:\n  columns:\n    a: {type: int}\n'),
    /^oads\.yaml:6:9 contract\.columns\.a\.type: expected one of "boolean", .*, got "int"$/,
  );
  assert.match(
    refusal('window: {column: a, length: 7days}\n'),
    /^oads\.yaml:4:21 window\.length: expected a duration such as .*, got "7days"$/,
  );
  assert.is(
    refusal('', {}, 'version: 2\npipeline: a\nsource: {loader: file, options: {path: x}}\n'),
    'oads.yaml:1:1 version: expected 1, got 2',
  );
});

test('a check is judged by the options of the check it names', () => {
  assert.is(refusal('checks:\n  - check: row_count\n    min: many\n'), 'oads.yaml:6:5 checks[0].min: expected integer >= 1, got "many"');
  assert.match(
    refusal('checks:\n  - {check: range, column: a, mim: 3}\n'),
    /^oads\.yaml:5:31 checks\[0\]\.mim: .*got unknown key "mim" \(did you mean "min"\?\)$/,
  );
  assert.is(
    refusal('checks:\n  - {check: range, column: a, min: true}\n'),
    'oads.yaml:5:31 checks[0].min: expected number or string, got true',
  );
  assert.is(
    refusal('checks:\n  - {check: unique_key, columns: [a]}\n  - {check: unique_key, columns: a}\n').split(':', 3).join(':'),
    'oads.yaml:6:25 checks[1].columns',
  );
});

test('an unknown check or loader is answered with those there are', () => {
  assert.match(
    refusal('checks:\n  - check: rang\n    column: a\n'),
    /^oads\.yaml:5:5 checks\[0\]\.check: expected one of .*"range".*, got "rang" \(did you mean "range"\?\)$/,
  );
  assert.match(refusal('checks:\n  - column: a\n'), /^oads\.yaml:5:5 checks\[0\]: expected key "check", got nothing$/);
  assert.match(refusal('checks:\n  -\n'), /^oads\.yaml:4:1 checks\[0\]: expected object, got null$/);
  assert.is(
    refusal('', {}, 'version: 1\npipeline: a\nsource: {loader: postgre}\n'),
    'oads.yaml:3:10 source.loader: expected one of "postgres", "file", got "postgre" (did you mean "postgres"?)',
  );
});

test('a loader or check of a plugin that is not installed says so', () => {
  assert.is(
    refusal('', {}, 'version: 1\npipeline: a\nsource: {loader: "harbour:tides"}\n'),
    'oads.yaml:3:10 source.loader: no plugin "harbour" is installed, got "harbour:tides"',
  );
  assert.is(
    refusal('checks:\n  - {check: row_count, min: 1}\n  - {check: "harbour:ascent"}\n'),
    'oads.yaml:6:6 checks[1].check: no plugin "harbour" is installed, got "harbour:ascent"',
  );
});

test('a misspelt key comes before the key that is missing because of it', () => {
  const message = refusal('', {}, 'version: 1\npipeline: a\nsource:\n  loader: file\n  options:\n    pth: x\n');
  assert.match(message, /^oads\.yaml:6:5 source\.options\.pth: .*did you mean "path"\?\) \(and 1 more\)$/);
});

test('the first error in the file is the one that is told, all are in the details', () => {
  writeFileSync(file, `${BASE}score: {top: x}\ngate: {quality: no, drift: maybe}\n`);
  try {
    loadConfig(file, {}, options);
    assert.unreachable();
  } catch (error) {
    const { message, details, line, column, path } = error as ConfigError;
    assert.match(message, /:4:9 score\.top: expected integer .*\(and 2 more\)$/);
    assert.equal([line, column, path], [4, 9, 'score.top']);
    assert.equal(
      ((details?.violations ?? []) as { path: string; line: number }[]).map((violation) => [violation.path, violation.line]),
      [
        ['score.top', 4],
        ['gate.quality', 5],
        ['gate.drift', 5],
      ],
    );
  }
});

test('a document that is no mapping', () => {
  for (const [source, got] of [
    ['hello', '"hello"'],
    ['- a', '["a"]'],
    ['~', 'null'],
  ]) {
    assert.is(refusal(source, {}, ''), `oads.yaml:1:1 expected object, got ${got}`);
  }
});

test('the settings of the dashboard: files beside the config, names of hosts, a duration', () => {
  const { dashboard } = load(`version: 1
pipeline: demo
source: {loader: file, options: {path: x.csv}}
dashboard:
  token_file: secrets/token
  tls: {cert: /etc/desk.pem, key: desk.key}
  allowed_hosts: [desk.example.org, '[2001:db8::7]']
  stale_after: 90m
`);
  assert.equal(
    [dashboard.tokenFile, dashboard.tls?.cert, dashboard.tls?.key].map((file) => path.basename(file ?? '')),
    ['token', 'desk.pem', 'desk.key'],
  );
  assert.ok(path.isAbsolute(dashboard.tokenFile ?? ''));
  assert.equal([dashboard.allowedHosts, dashboard.staleAfterMs], [['desk.example.org', '[2001:db8::7]'], 5_400_000]);
  assert.match(refusal('dashboard:\n  stale_after: 400000d\n'), 'dashboard.stale_after: expected a duration of at most 1000 years');
  assert.match(refusal('dashboard: {tls: {cert: a}}\n'), 'dashboard.tls: expected key "key", got nothing');
  assert.match(refusal('dashboard: {allowed_hosts: ["desk.example.org:443"]}\n'), 'dashboard.allowed_hosts[0]: expected');
});

test('a missing variable: where, which, and what to do', () => {
  assert.is(refusal('description: ${NOPE}\n'), 'oads.yaml:4:1 description: expected the environment variable NOPE to be set, got nothing');
  assert.match(refusal('key:\n  - a\n  - x${1}\n'), /^oads\.yaml:6:5 key\[1\]: expected \$\{NAME\}/);
});

test('variables without quotes are numbers and booleans where they read like them', () => {
  const env = { PORT: '9000', YES: 'true', BOUND: '-1.5e1', V: '1' };
  const { dashboard, fallback, checks } = load(
    `version: \${V}
pipeline: demo
source: {loader: file, options: {path: x.csv}}
dashboard:
  port: \${PORT}
fallback:
  last_good: \${NO:-false}
checks:
  - check: range
    column: a
    min: \${BOUND}
  - check: row_count
    min: \${ROWS:-7}
`,
    env,
  );
  assert.is(dashboard.port, 9000);
  assert.is(fallback.lastGood, false);
  assert.is(checks[0].min, -15, 'also where the schema takes a number or text');
  assert.is(checks[1].min, 7);
});

test('quotes keep a variable text', () => {
  assert.match(refusal('dashboard:\n  port: "${PORT}"\n', { PORT: '80' }), /dashboard\.port: expected integer .*, got "80"$/);
  assert.is(load(`${BASE}checks:\n  - check: range\n    column: a\n    min: "\${B}"\n`, { B: '5' }).checks[0].min, '5');
});

test('a variable stays text where the schema wants text', () => {
  const config = load(`version: 1\npipeline: \${P}\nsource: {loader: file, options: {path: x.csv}}\ndescription: \${T}\n`, {
    P: '123',
    T: 'true',
  });
  assert.is(config.pipeline, '123');
  assert.is(config.description, 'true');
});

test('a variable that does not fit is shown as what it reads like', () => {
  assert.match(refusal('dashboard:\n  port: ${P:-99999}\n'), /port: expected integer >= 0 and <= 65535, got 99999$/);
  assert.match(refusal('dashboard:\n  port: ${P:-http}\n'), /got "http"$/);
  for (const text of ['', ' ', '0x10', 'Infinity', '1_000', 'NaN', '1,5'])
    assert.match(refusal('score:\n  top: ${T}\n', { T: text }), /score\.top: expected integer/);
});

test('a variable cannot add structure', () => {
  assert.match(refusal('gate: ${G}\n', { G: '{quality: warn}' }), /gate: expected object with at least 1 key, got "\{quality: warn\}"$/);
});

test('contradictions that a schema cannot say', () => {
  assert.is(refusal('retention: {}\n'), 'oads.yaml:4:1 retention: expected runs, days or both, got neither');
  assert.is(
    refusal('drift:\n  psi: {moderate: 0.3, severe: 0.3}\n'),
    'oads.yaml:5:3 drift.psi: expected moderate < severe, got 0.3 and 0.3',
  );
  assert.is(
    refusal('checks:\n  - {id: a, check: row_count, min: 1}\n  - {check: row_count, min: 1}\n  - {id: a, check: row_count, min: 1}\n'),
    'oads.yaml:7:6 checks[2].id: expected ids to differ, got "a" for checks 1 and 3',
  );
  assert.is(
    refusal('contract: {columns: {a: {type: text}}}\nkey: [a, b]\n'),
    'oads.yaml:5:10 key[1]: expected a column of the contract, got "b"',
  );
  assert.is(
    refusal('contract: {columns: {a: {type: text}}}\nkey: [toString]\n'),
    'oads.yaml:5:7 key[0]: expected a column of the contract, got "toString"',
  );
  assert.match(
    refusal('features:\n  - {name: a}\n  - {name: a, column: b}\n'),
    /^oads\.yaml:6:6 features\[1\]\.name: expected names to differ/,
  );
  assert.is(load(`${BASE}key: [anything]\n`).key[0], 'anything', 'without a contract nothing is known of the columns');
});

test('every default', () => {
  const { digest, locate, ...config } = load(BASE);
  assert.match(digest, /^[0-9a-f]{64}$/);
  assert.type(locate, 'function');
  assert.equal(config, {
    file,
    baseDir: dir,
    pipeline: 'demo',
    description: undefined,
    source: { loader: 'file', options: { path: 'x.csv' } },
    window: undefined,
    holdout: undefined,
    key: [],
    contract: [],
    columns: undefined,
    fallback: { lastGood: true, file: undefined, maxAgeMs: undefined },
    checks: [],
    quarantine: { maxShare: 0.05 },
    features: [],
    segments: [],
    segmentLimits: { max: 200, minRows: 50 },
    season: undefined,
    model: undefined,
    fit: {
      detector: 'ensemble',
      referenceIs: 'unknown',
      neighbours: undefined,
      neighbourRows: 2000,
      trim: undefined,
      trees: 100,
      sampleSize: 256,
      seed: 1,
      calibrationRows: undefined,
      falseAlarmRate: 0.01,
      missing: 'median',
    },
    reference: { maxAgeMs: undefined },
    drift: {},
    gate: { quality: 'block', drift: 'warn', persistence: undefined, age: 'required' },
    score: { top: 100, workers: undefined },
    artifacts: undefined,
    dashboard: {
      host: '127.0.0.1',
      port: 8080,
      tokenFile: undefined,
      tls: undefined,
      allowedHosts: [],
      staleAfterMs: undefined,
    },
    retention: undefined,
  });
});

test('what is given is taken over: durations in ms, paths absolute, features complete', () => {
  const config = load(`${BASE}window: {column: t, length: 7d}
fallback: {file: {path: ../f.csv}, max_age: 12h}
model: {path: models/m, rule: fdr}
artifacts: /tmp/a
features:
  - {name: delay}
  - {name: hour, column: t, transform: hour, model: false}
  - {name: origin, kind: categorical}
  - {name: carrier, kind: categorical, model: true}
contract: {columns: {b: {type: text}, a: {type: integer, nullable: false}}}
`);
  assert.equal(config.window, { column: 't', lengthMs: 604_800_000 });
  assert.equal(config.fallback, {
    lastGood: true,
    file: { name: '../f.csv', path: join(dir, '../f.csv'), format: undefined },
    maxAgeMs: 43_200_000,
  });
  assert.equal(config.model, { path: join(dir, 'models/m'), threshold: undefined, rule: 'fdr', fdr: 0.1 });
  assert.is(config.artifacts, '/tmp/a');
  assert.equal(config.features, [
    { name: 'delay', column: 'delay', kind: 'numeric', transform: 'identity', model: true },
    { name: 'hour', column: 't', kind: 'numeric', transform: 'hour', model: false },
    { name: 'origin', column: 'origin', kind: 'categorical', transform: 'identity', model: false },
    { name: 'carrier', column: 'carrier', kind: 'categorical', transform: 'identity', model: true },
  ]);
  assert.equal(config.contract, [
    { name: 'b', type: 'text', nullable: true, optional: false },
    { name: 'a', type: 'integer', nullable: false, optional: false },
  ]);
});

test('the ready-made pipeline loads', () => {
  const config = loadConfig(fileURLToPath(new URL('../../../config/us-flights.yaml', import.meta.url)), {}, options);
  assert.is(config.pipeline, 'us-flights');
  assert.ok(config.checks.length > 0 && config.features.length > 0);
});

test('paths are shown as people write them', () => {
  assert.is(formatPath(['checks', 2, 'min']), 'checks[2].min');
  assert.is(formatPath([]), '');
});

test('canonical JSON sorts keys at every depth and keeps the order of lists', () => {
  assert.is(canonicalJson({ b: [{ d: 1, c: undefined }, null], a: 'x"' }), '{"a":"x\\"","b":[{"d":1},null]}');
});

test('retention: either limit, from 1', () => {
  assert.equal(load(`${BASE}retention: {runs: 30}\n`).retention, { runs: 30 });
  assert.equal(load(`${BASE}retention: {days: 1, runs: 2}\n`).retention, { days: 1, runs: 2 });
  assert.is(load(BASE).retention, undefined);
  assert.is(refusal('retention: {runs: 0}\n'), 'oads.yaml:4:13 retention.runs: expected integer >= 1, got 0');
  assert.match(refusal('retention: {days: 7d}\n'), 'retention.days: expected integer >= 1, got "7d"');
});

test('a duration that no calendar holds is refused where it stands', () => {
  const expected = 'expected a duration of at most 1000 years, got "999999999999w"';
  assert.is(refusal('window: {column: t, length: 999999999999w}\n'), `oads.yaml:4:21 window.length: ${expected}`);
  assert.is(refusal('fallback: {max_age: 999999999999w}\n'), `oads.yaml:4:12 fallback.max_age: ${expected}`);
  const check = (key: string) => `checks:\n  - {check: freshness, column: t, max_age: 1d, ${key}: 999999999999w}\n`;
  assert.is(refusal(check('future_tolerance')), `oads.yaml:5:48 checks[0].future_tolerance: ${expected}`);
  assert.is(load(`${BASE}window: {column: t, length: 52000w}\n`).window?.lengthMs, 52_000 * 604_800_000);
});

const COLUMNS = `${BASE}contract: {columns: {id: {type: integer}, ssn: {type: text}}}\n`;

test('columns: what contradicts itself', () => {
  const refused = (text: string) => refusal(`columns: ${text}\n`, {}, COLUMNS);
  const key = 'mask_key: 0123456789abcdef';
  assert.is(refused('{keep: [id], drop: [a]}'), 'oads.yaml:5:23 columns.drop: expected either `keep` or `drop`, got both');
  assert.is(refused('{drop: [a, b, a]}'), 'oads.yaml:5:24 columns.drop[2]: expected each column once, got "a" twice');
  assert.match(
    refused(`{keep: [id], mask: [a], ${key}}`),
    /columns\.mask\[0\]: expected a column that is read, got "a", which is left out$/,
  );
  assert.match(refused(`{drop: [a], mask: [ssn, a], ${key}}`), /columns\.mask\[1\]: expected a column that is read, got "a"/);
  assert.match(refused('{mask: [ssn]}'), /columns\.mask: expected `mask_key` beside `mask`, got nothing$/);
  assert.match(refused(`{drop: [x], ${key}}`), /columns\.mask_key: expected `mask` beside `mask_key`, got nothing$/);
  assert.match(refused('{mask: [ssn], mask_key: short-canary}'), /columns\.mask_key: expected at least 16 characters, got 12$/);
  assert.match(refused('{mask: []}'), /columns\.mask: expected array with at least 1 item/);
});

test('the key of the mask is in no message and in no JSON of the config', () => {
  const canary = 'canary-7f3a-canary';
  for (const wrong of [`{mask: [ssn], mask_key: [${canary}]}`, `{mask: [ssn], mask_key: {a: ${canary}}}`, `[{mask_key: ${canary}}]`])
    assert.not.match(refusal(`columns: ${wrong}\n`, {}, COLUMNS), /canary/, wrong);
  assert.not.match(refusal('columns: {mask: [ssn], mask_key: 1234567890123456789}\n', {}, COLUMNS), /12345/);
  assert.not.match(refusal(`columns: {mask: [ssn], mask_key: "\${${canary}}"}\n`, {}, COLUMNS), /canary/);
  assert.not.match(refusal(`columns:\n  mask_key: *${canary}\n`, {}, COLUMNS), /canary/);
  assert.match(refusal('columns:\n  mask: *canary\n', {}, COLUMNS), /unidentified alias "canary"/, 'other lines are quoted');
  const config = load(`${COLUMNS}columns: {mask: [ssn], mask_key: "\${K}"}\n`, { K: canary });
  assert.equal(config.columns?.mask, ['ssn']);
  assert.not.match(`${JSON.stringify(config)} ${inspect(config, { depth: 9 })}`, /canary/);
});

test('whoever asks is told the secrets of a config before any message can show them', () => {
  const learned: string[] = [];
  const text = `version: 1
pipeline: demo
source: {loader: file, options: {path: x.csv, api_token: tok-1, nested: [{password: "\${PW}"}], url: "http://u:p%40w-2@h", token_column: c}}
`;
  writeFileSync(file, text);
  assert.throws(() => loadConfig(file, { PW: 'pw-3' }, options, new Map(), (secrets) => learned.push(...secrets)), /unknown key/);
  assert.equal([...new Set(learned)].sort(), ['p%40w-2', 'pw-3', 'tok-1']);
});

test('a limit that no batch can exceed, a number that is none, a block that lost its keys', () => {
  const cases: [string, string][] = [
    ['quarantine: {max_share: 1}\n', 'quarantine.max_share: expected number >= 0 and < 1, got 1'],
    ['checks: [{check: range, column: a, min: 0, tolerance: 1}]\n', 'checks[0].tolerance: expected number >= 0 and < 1, got 1'],
    ['checks: [{check: null_share, column: a, max: 1}]\n', 'checks[0].max: expected number >= 0 and < 1, got 1'],
    ['checks: [{check: row_count, min: 0}]\n', 'checks[0].min: expected integer >= 1, got 0'],
    ['checks: [{check: row_count, max: 1e308}]\n', 'checks[0].max: expected integer >= 0, got 1e+308'],
    ['checks: []\n', 'checks: expected array with at least 1 item, got []'],
    ['contract: {columns: {}}\n', 'contract.columns: expected object with at least 1 key, got {}'],
    ['gate: {}\n', 'gate: expected object with at least 1 key, got {}'],
    ['drift: {fdr: 1e-300}\n', 'drift.fdr: expected number >= 0.000001 and <= 0.5, got 1e-300'],
    ['drift: {psi: {moderate: 10, severe: 25}}\n', 'drift.psi.severe: expected number > 0 and <= 10, got 25'],
    ['drift: {null_share: {moderate: 3, severe: 20}}\n', 'drift.null_share.moderate: expected number > 0 and <= 1, got 3 (and 1 more)'],
    ['drift: {outside_share: {moderate: 0.5, severe: 1}}\n', 'drift.outside_share.severe: expected number > 0 and < 1, got 1'],
    ['model: {path: m, threshold: .nan}\n', 'model.threshold: expected number, got NaN'],
    ['model: {path: m, threshold: .inf}\n', 'model.threshold: expected number, got Infinity'],
  ];
  for (const [more, message] of cases) assert.is(refusal(more).replace(/^\S+ /, ''), message, more);
});

test('more checks than the validator can nest are refused in so many words', () => {
  const checks = (count: number) => `checks:\n${'  - {check: row_count, min: 1}\n'.repeat(count)}`;
  assert.is(load(BASE + checks(1000)).checks.length, 1000);
  assert.match(refusal(checks(3000)), /checks: expected array with at most 1000 items, got 3000 items$/);
  const columns = Array.from({ length: 10_000 }, (_, index) => `    c${index}: {type: text}\n`).join('');
  assert.is(load(`${BASE}contract:\n  columns:\n${columns}`).contract.length, 10_000);
});

test.run();
