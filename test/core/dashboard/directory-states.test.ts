import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROUTES } from '../../../src/core/dashboard/routes/routes.ts';
import { point, type WrittenRun, writeManifest, writeRun } from '../../support/artifacts.ts';
import { closeDashboards, serveDashboard, type TestServer } from '../../support/dashboard.ts';
import { openEventStream } from '../../support/event-stream.ts';

const test = suite('dashboard/directory-states');
const ALWAYS = ['/', '/health', '/metrics', '/metrics?format=openmetrics', '/top-anomalies', '/api/runs'];
let server: TestServer;
let runs: string;

test.before.each(async () => {
  server = await serveDashboard();
  runs = path.join(server.dir, 'demo', 'runs');
});
test.after.each(closeDashboards);

interface Expected {
  data: 'ok' | 'no_data' | 'damaged';
  /** In a problem, and on the page. */
  problem?: string;
  /** Answers of routes that ask for one pipeline, where it is none. */
  pipeline?: 200 | 404;
}

/** Every route answers, no answer is an error of the server, and what is not sound is nowhere shown as good. */
async function assertAnswers({ data, problem, pipeline = 200 }: Expected, at = server): Promise<void> {
  const own = ROUTES.filter(({ method, path: route }) => method === 'GET' && !route.includes(':') && route !== '/api/events');
  const queries = ['', '?pipeline=demo', '?pipeline=demo&run=0123456789abcdef'];
  for (const route of own) {
    for (const query of queries) {
      const { status } = await at.get(route.path + query);
      const unwell = status === 503 && ['/health/ready', '/health/fresh'].includes(route.path); // what they are for
      assert.ok(status < 500 || unwell, `${route.path}${query}: ${status}`);
    }
  }
  for (const route of ALWAYS) {
    assert.is((await at.get(route)).status, 200, route);
    assert.is((await at.get(`${route}${route.includes('?') ? '&' : '?'}pipeline=demo`)).status, pipeline, `${route} of demo`);
  }
  const health = await at.getJson('/health');
  assert.is(health.data, data);
  assert.is(health.status, data === 'ok' ? 'ok' : 'degraded');
  const page = (await at.get('/')).text;
  if (problem !== undefined) {
    assert.ok(
      health.problems.some((text: string) => text.includes(problem)),
      JSON.stringify(health.problems),
    );
    assert.ok(page.includes(problem.replaceAll('"', '&quot;')), problem);
  }
  if (data !== 'ok') {
    assert.is(health.trust_level, null);
    assert.not.match(page, /class="trust level-(certified|qualified|rank-only)/);
    assert.equal((await at.getJson('/top-anomalies')).anomalies, []);
    assert.not.match((await at.get('/metrics?format=openmetrics')).text, /oads_trust_level\{/);
  }
  const stream = await openEventStream(`${at.url}/api/events`);
  const hello = await stream.next();
  assert.equal(
    hello.data.pipelines.map((state: { data: string }) => state.data),
    pipeline === 200 && health.pipeline ? [data] : [],
  );
  stream.close();
  assert.equal(at.logged, []);
}

/** Changes a document and lets the manifest agree, as a writer of another version would. */
async function rewrite({ runDir, manifest }: WrittenRun, file: string, edit: (text: string) => string): Promise<void> {
  const place = path.join(runDir, file);
  await writeFile(place, edit(await readFile(place, 'utf8')));
  await writeManifest(runDir, manifest);
}

test('empty, and missing', async () => {
  await assertAnswers({ data: 'no_data', pipeline: 404 });
  await rm(server.dir, { recursive: true });
  await assertAnswers({ data: 'no_data', pipeline: 404 });
});

test('one run', async () => {
  await writeRun(server.dir);
  await assertAnswers({ data: 'ok' });
});

test('a first run that is being written, and the next one', async () => {
  const staging = path.join(runs, '.tmp-17-ab');
  await mkdir(staging, { recursive: true });
  await writeFile(path.join(staging, 'anomaly_results.csv'), 'flight,sc');
  await writeFile(path.join(server.dir, 'demo', '.lock'), '{}');
  await assertAnswers({ data: 'no_data' });
  await writeRun(server.dir);
  await assertAnswers({ data: 'ok' });
});

test('half-deleted: a file, the manifest, all but the directory, the directory', async () => {
  const { runDir, runId } = await writeRun(server.dir);
  await rm(path.join(runDir, 'drift_snapshot.json'));
  await assertAnswers({ data: 'damaged', problem: 'drift_snapshot.json is missing' });
  await rm(path.join(runDir, 'manifest.json'));
  await assertAnswers({ data: 'damaged', problem: 'manifest.json is missing' });
  await rm(runDir, { recursive: true });
  await mkdir(runDir);
  await assertAnswers({ data: 'damaged', problem: 'manifest.json is missing' });
  await rm(runDir, { recursive: true });
  await assertAnswers({ data: 'damaged', problem: `runs/${runId} is missing` });
  await rm(runs, { recursive: true });
  await assertAnswers({ data: 'no_data', pipeline: 404 });
});

test('truncated, altered, no JSON, a directory or a link in place of a file', async () => {
  const { runDir } = await writeRun(server.dir);
  const whole = path.join(server.dir, 'whole'); // no pipeline: it has no runs
  await cp(runDir, whole, { recursive: true });
  const damage: [string, (file: string) => Promise<unknown>, string][] = [
    ['anomaly_results.csv', (file) => truncate(file, 10), 'has 10 bytes, the manifest says'],
    ['anomaly_results.csv', async (file) => writeFile(file, (await readFile(file, 'utf8')).replace('F0', 'F1')), 'it was altered'],
    ['manifest.json', (file) => truncate(file, 40), 'is not valid JSON'],
    ['manifest.json', (file) => writeFile(file, '[]'), 'expected'],
    ['system_state.json', (file) => rm(file).then(() => mkdir(file)), 'is not a regular file'],
    ['system_state.json', (file) => rm(file).then(() => symlink(path.join(whole, 'system_state.json'), file)), 'is not a regular file'],
    ['system_state.json', (file) => rm(file).then(() => symlink(file, file)), 'is not a regular file'],
  ];
  for (const [name, break_, problem] of damage) {
    await break_(path.join(runDir, name));
    await assertAnswers({ data: 'damaged', problem });
    await rm(runDir, { recursive: true });
    await cp(whole, runDir, { recursive: true });
  }
});

test('a run of a newer schema version is not called torn, and is never shown as good', async () => {
  for (const [file, edit] of [
    ['system_state.json', (text: string) => text.replace('oads/system_state/v1', 'oads/system_state/v2')],
    ['inference_metrics.json', (text: string) => text.replace('oads/inference_metrics/v1', 'oads/inference_metrics/v12')],
  ] as const) {
    const run = await writeRun(server.dir);
    await rewrite(run, file, edit);
    await assertAnswers({ data: 'damaged', problem: `${file} was written by a newer oads (update this one)` });
    const { text } = await server.get('/');
    assert.match(text, 'This run was written by a newer oads and is not shown');
    assert.match(text, 'Update the oads of this server');
  }
  const run = await writeRun(server.dir);
  const manifest = path.join(run.runDir, 'manifest.json');
  await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('oads/manifest/v1', 'oads/manifest/v2'));
  await assertAnswers({ data: 'damaged', problem: 'manifest.json was written by a newer oads (update this one)' });
  // With anything else wrong it is damage like any other.
  await writeRun(server.dir);
  await rewrite(run, 'system_state.json', (text) => text.replace('/v1', '/v2'));
  await truncate(path.join(run.runDir, 'anomaly_results.csv'), 10);
  await assertAnswers({ data: 'damaged', problem: 'has 10 bytes' });
  assert.match((await server.get('/')).text, 'The newest run is damaged and not shown');
});

test('links that dangle, loop, lead out, or are no links', async () => {
  await writeRun(server.dir);
  const latest = path.join(server.dir, 'demo', 'latest');
  const problems: [string, string][] = [
    ['runs/0123456789abcdef', 'runs/0123456789abcdef is missing'],
    ['latest', 'latest points to "latest"'],
    ['../../etc', 'latest points to "../../etc"'],
    ['', 'latest points to'],
  ];
  for (const [target, problem] of problems.slice(0, 3)) {
    await point(latest, target);
    await assertAnswers({ data: 'damaged', problem });
  }
  await rm(latest);
  await writeFile(latest, 'runs/0123456789abcdef');
  await assertAnswers({ data: 'damaged', problem: 'latest is not a symbolic link' });
  await rm(latest);
  await mkdir(latest);
  await assertAnswers({ data: 'damaged', problem: 'latest is not a symbolic link' });
  // Without the link: a single run may be a first one that was killed just before it was set.
  await rm(latest, { recursive: true });
  await assertAnswers({ data: 'no_data' });
});

test('what is no directory: a pipeline, its runs, the artifacts directory itself; loops in their place', async () => {
  await writeFile(path.join(server.dir, 'demo'), '');
  await assertAnswers({ data: 'no_data', pipeline: 404 });
  await point(path.join(server.dir, 'demo'), 'demo');
  await assertAnswers({ data: 'no_data', pipeline: 404 });
  await rm(path.join(server.dir, 'demo'));
  await mkdir(path.join(server.dir, 'demo'));
  await writeFile(runs, '');
  await assertAnswers({ data: 'no_data', pipeline: 404 });
  await point(runs, 'runs');
  await assertAnswers({ data: 'no_data', pipeline: 404 });
  const file = path.join(server.dir, 'file');
  await writeFile(file, '');
  const other = await serveDashboard({ artifactsDir: file });
  assert.is((await other.getJson('/health')).data, 'damaged');
  for (const route of ALWAYS) assert.is((await other.get(route)).status, 200, route);
  assert.match((await other.get('/')).text, 'expected a readable artifacts directory');
  await other.stop();
});

// Nothing is denied to root.
const asUser = process.getuid?.() === 0 || process.platform === 'win32' ? test.skip : test;
asUser('what may not be read', async () => {
  const { runDir } = await writeRun(server.dir);
  const file = path.join(runDir, 'system_state.json');
  await chmod(file, 0);
  await assertAnswers({ data: 'damaged', problem: 'system_state.json cannot be read (EACCES)' });
  await chmod(file, 0o600);
  await chmod(runs, 0);
  await assertAnswers({ data: 'damaged', problem: 'cannot be read (EACCES)' });
  await chmod(runs, 0o700);
  await assertAnswers({ data: 'ok' });
});

test('a run that was half removed does not let the others be read anew on each request', async () => {
  for (const hour of [1, 2, 3]) await writeRun(server.dir, { asOf: `2026-03-01T0${hour}:00:00.000Z` });
  await mkdir(path.join(runs, '0123456789abcdef'));
  const states = async () => (await server.getJson('/api/runs')).runs.map(({ data }: { data: string }) => data);
  const expected = ['damaged', 'ok', 'ok', 'ok'];
  assert.equal((await states()).sort(), expected);
  assert.equal((await states()).sort(), expected);
  // What is copied in afterwards is seen, though the directory of runs stays as it is.
  const copied = await mkdtemp(path.join(os.tmpdir(), 'oads-copied-'));
  const { runId, runDir } = await writeRun(copied, { asOf: '2026-03-01T09:00:00.000Z' });
  await mkdir(path.join(runs, runId));
  await states();
  await cp(runDir, path.join(runs, runId), { recursive: true });
  const [newest] = (await server.getJson('/api/runs')).runs.filter(({ data }: { data: string }) => data === 'ok');
  assert.is(newest.run_id, runId);
  await rm(copied, { recursive: true });
});

test.run();
