import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fillFlights } from '../../scripts/flights-database.mjs';
import { findViolations } from '../../src/core/schema/validate.ts';
import { DriftSnapshot } from '../../src/core/snapshot/drift-snapshot.ts';
import { InferenceMetrics } from '../../src/core/snapshot/inference-metrics.ts';
import { Manifest } from '../../src/core/snapshot/manifest.ts';
import { QualitySnapshot } from '../../src/core/snapshot/quality-snapshot.ts';
import { SystemState } from '../../src/core/snapshot/system-state.ts';
import { root, runJson, runOads, scratchDir } from '../support/cli.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';

const test = suite('Postgres to inference');

const PERIOD = { from: '2001-04-01T00:00:00Z', to: '2001-04-08T00:00:00Z' };
/** Three of five flights of the week: more than one batch of 65,536 rows, so that threads have something to share. */
const FLIGHTS = 69_911;
const ARTIFACTS: Record<string, Parameters<typeof findViolations>[0]> = {
  'quality_snapshot.json': QualitySnapshot,
  'drift_snapshot.json': DriftSnapshot,
  'inference_metrics.json': InferenceMetrics,
  'system_state.json': SystemState,
  'manifest.json': Manifest,
};

let postgres: TestPostgres;
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let env: Record<string, string>;

test.before(async () => {
  scratch = await scratchDir();
  postgres = await startTestPostgres();
  await fillFlights(postgres.connectionString, () => {}, PERIOD);
  await postgres.query('DELETE FROM flights WHERE id % 5 > 2; ANALYZE flights');
  env = { OADS_DATABASE_URL: postgres.connectionString };
});

test.after(async () => {
  await postgres?.stop();
  await scratch?.remove();
});

const config = path.join(root, 'config', 'us-flights.yaml');
const runArgs = (artifacts: string, file = config) => [
  'run',
  '-c',
  file,
  '--as-of',
  PERIOD.to,
  '--artifacts',
  path.join(scratch.dir, artifacts),
];
const latest = (artifacts: string) => realpathSync(path.join(scratch.dir, artifacts, 'us-flights', 'latest'));

test('a run on real records writes every artifact, each valid, and prints the system summary', async () => {
  const { code, stdout, stderr } = await runOads(runArgs('first'), { env, process: 'own' });
  assert.is(code, 0, stderr);
  assert.match(stdout, /^rows processed\s+69,911 \(69,911 scored, 0 set aside\)$/m);
  assert.match(stdout, /^anomaly rate\s+\d\.\d\d % \(\d{3} of 69,911; 95 % interval \d\.\d\d % to \d\.\d\d %\)$/m);
  assert.match(stdout, /^quality flag\s+pass \(14 passed/m);
  assert.match(stdout, /^drift flag\s+none \(0 of 6 tested features drifted\)$/m);
  assert.match(stdout, /^trust level\s+certified$/m);
  assert.match(stdout, /^source used\s+primary$/m);

  const dir = latest('first');
  for (const [name, schema] of Object.entries(ARTIFACTS)) {
    assert.equal(findViolations(schema, JSON.parse(readFileSync(path.join(dir, name), 'utf8'))), [], name);
  }
  const lines = readFileSync(path.join(dir, 'anomaly_results.csv'), 'utf8').trimEnd().split('\n');
  assert.is(lines[0], 'id,score,p_value,q_value,is_anomaly,reasons');
  assert.is(lines.length - 1, FLIGHTS);
  const metrics = JSON.parse(readFileSync(path.join(dir, 'inference_metrics.json'), 'utf8'));
  assert.is(lines.filter((line) => line.includes(',true,')).length, metrics.anomaly_rate.count);
  assert.ok(metrics.top[0].reasons.length > 0, 'the highest score has a reason');
});

test('the same run again keeps its id and leaves every byte, in another directory and with other worker counts, too', async () => {
  const first = hashFiles(latest('first'));
  const again = await runJson<{ run_id: string; existed: boolean }>(runArgs('first'), { env });
  assert.is(again.code, 0);
  assert.ok(again.json.existed);
  assert.equal(hashFiles(latest('first')), first, 'a verified run is left untouched');

  for (const workers of [0, 1, 2]) {
    const file = path.join(scratch.dir, `workers-${workers}.yaml`);
    const text = readFileSync(config, 'utf8').replace('../models/us-flights', path.join(root, 'models', 'us-flights'));
    writeFileSync(file, `${text}\nscore: {workers: ${workers}}\n`);
    const other = await runJson<{ run_id: string }>(runArgs(`workers-${workers}`, file), { env });
    assert.is(other.json.run_id, again.json.run_id);
    const { 'manifest.json': _manifest, ...files } = hashFiles(latest(`workers-${workers}`));
    const { 'manifest.json': _first, ...expected } = first;
    assert.equal(files, expected, `${workers} workers`);
    assert.equal(timeless(latest(`workers-${workers}`)), timeless(latest('first')));
  }
});

test('when Postgres fails, the run falls back to the last good rows, says so, and does so twice the same', async () => {
  const out: {
    run_id: string;
    summary: Record<string, unknown>;
    trust: { level: string; reasons: { code: string; evidence: string }[] };
  }[] = [];
  const gone = { OADS_DATABASE_URL: 'postgresql://oads:hunter2@127.0.0.1:1/oads' };
  for (let attempt = 0; attempt < 2; attempt++) {
    const { code, json, stderr } = await runJson<(typeof out)[number]>(runArgs('first'), { env: gone });
    assert.is(code, 0, stderr);
    out.push(json);
  }
  assert.equal(out[0], { ...out[1], existed: false } as never);
  assert.is(out[0].summary.source_used, 'last_good');
  assert.is(out[0].summary.fallback_reason, 'OADS_SOURCE_UNREACHABLE');
  assert.is(out[0].summary.rows_processed, FLIGHTS);
  assert.is(out[0].trust.level, 'qualified');
  assert.equal(
    out[0].trust.reasons.map(({ code }) => code),
    ['fallback_used'],
  );
  const text = readdirSync(latest('first'))
    .map((name) => readFileSync(path.join(latest('first'), name), 'utf8'))
    .join('');
  assert.not.match(text, 'hunter2');

  const strict = await runOads([...runArgs('first'), '--strict'], { env: gone });
  assert.is(strict.code, 1, 'a fallback is a warning');
  assert.match(strict.stdout, /^source used\s+last_good: postgres is not available at the moment: .*connection refused/m);
  assert.not.match(strict.stdout + strict.stderr, 'hunter2');
});

test('without any fallback an outage ends with 3, claims nothing, and is told from a wrong password and a typo', async () => {
  const { connectionString, host, port, user, database } = postgres;
  const cases: [string, string, RegExp][] = [
    ['nobody listens', 'postgresql://oads@127.0.0.1:1/oads', /error\[OADS_SOURCE_UNREACHABLE\].*connection refused/],
    ['wrong password', `postgresql://${user}:wrong-one@${host}:${port}/${database}`, /error\[OADS_SOURCE_CREDENTIALS\]/],
    ['wrong database', connectionString.replace(/\/[^/]*$/, '/nowhere'), /error\[OADS_SOURCE_DATABASE\].*nowhere/],
  ];
  for (const [name, url, message] of cases) {
    const { code, stdout, stderr } = await runOads(runArgs('nothing'), { env: { OADS_DATABASE_URL: url } });
    assert.is(code, 3, `${name}: ${stderr}`);
    assert.match(stderr, message, name);
    assert.is(stdout, '');
    assert.not.match(stderr, 'wrong-one');
    assert.not.match(stderr, /^\s+at /m, 'no stack');
  }
  assert.equal(readdirSync(path.join(scratch.dir, 'nothing', 'us-flights', 'runs')), []);
});

function hashFiles(dir: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(dir)
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(path.join(dir, name)))
          .digest('hex'),
      ]),
  );
}

function timeless(dir: string): unknown {
  const {
    started_at: _started,
    finished_at: _finished,
    previous: _previous,
    seal: _seal, // of all of these
    ...rest
  } = JSON.parse(readFileSync(path.join(dir, 'manifest.json'), 'utf8'));
  return rest;
}

test.run();
