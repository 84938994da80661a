import { chmod, lutimes, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeRun } from '../../support/artifacts.ts';
import { closeDashboards, serveDashboard, type TestServer } from '../../support/dashboard.ts';

const test = suite('dashboard/health');
test.after.each(closeDashboards);

/** The fixture's clock stands at 08:00; its runs are of 06:00. */
async function confirmAt(server: TestServer, time: string, pipeline = 'demo'): Promise<void> {
  await lutimes(path.join(server.dir, pipeline, 'latest'), new Date(time), new Date(time));
}

async function ask(server: TestServer, route: string): Promise<[status: number, detail: string]> {
  const { status, text } = await server.get(route);
  return [status, JSON.parse(text).detail ?? ''];
}

test('it lives whatever the data are, and tells nothing else', async () => {
  const server = await serveDashboard();
  assert.equal(await server.getJson('/health/live'), { live: true });
  await rm(server.dir, { recursive: true });
  assert.equal(await server.getJson('/health/live'), { live: true });
});

test('it is ready while the artifacts directory can be read', async () => {
  const server = await serveDashboard();
  assert.equal(await server.getJson('/health/ready'), { ready: true });
  await rm(server.dir, { recursive: true });
  assert.match((await ask(server, '/health/ready')).join(' '), /^503 expected a readable artifacts directory, got ENOENT/);
  await writeFile(server.dir, '');
  assert.match((await ask(server, '/health/ready')).join(' '), /^503 .*ENOTDIR/);
  assert.is((await server.get('/health')).status, 200);
  await rm(server.dir);
});

test('a directory that may not be entered is not ready', async () => {
  if (process.getuid?.() === 0) return; // root may enter everything
  const server = await serveDashboard();
  await chmod(server.dir, 0o000);
  assert.is((await server.get('/health/ready')).status, 503);
  await chmod(server.dir, 0o700);
});

test('the newest run is fresh when it is sound, not withheld, and confirmed lately enough', async () => {
  const server = await serveDashboard();
  assert.equal(await ask(server, '/health/fresh'), [503, 'there is no run yet']);
  const { runDir, runId } = await writeRun(server.dir);
  await confirmAt(server, '2026-03-01T07:50:00Z');
  assert.equal(await server.getJson('/health/fresh'), {
    fresh: true,
    max_age_seconds: null,
    pipelines: [{ pipeline: 'demo', run_id: runId, trust_level: 'certified', confirmed_age_seconds: 600 }],
    time: '2026-03-01T08:00:00.000Z',
  });
  assert.is((await server.get('/health/fresh?max_age_seconds=600')).status, 200);
  assert.equal(await ask(server, '/health/fresh?max_age_seconds=599'), [
    503,
    'demo: the newest run was confirmed 10m ago, expected at most 9m 59s',
  ]);
  assert.is((await server.get('/health/fresh?max_age_seconds=soon')).status, 400);
  await writeFile(path.join(runDir, 'system_state.json'), '{}');
  const [status, detail] = await ask(server, '/health/fresh');
  assert.is(status, 503);
  assert.match(detail, 'demo: the newest run is damaged: system_state.json');
  await writeRun(server.dir, { level: 'withheld', asOf: '2026-03-01T07:00:00.000Z' });
  assert.equal(await ask(server, '/health/fresh'), [503, 'demo: the newest run is withheld']);
});

test('the limit of the config counts for health, the view and freshness', async () => {
  const server = await serveDashboard({ staleAfterSeconds: 3600 });
  assert.is((await server.getJson('/health')).stale, null, 'no run tells');
  await writeRun(server.dir);
  const at = async (time: string) => {
    await confirmAt(server, time);
    const { status, stale, stale_after_seconds, pipelines } = await server.getJson('/health');
    return [status, stale, stale_after_seconds, pipelines[0].stale, (await server.get('/health/fresh')).status];
  };
  assert.equal(await at('2026-03-01T07:00:00Z'), ['ok', false, 3600, false, 200]);
  assert.equal(await at('2026-03-01T06:59:59Z'), ['degraded', true, 3600, true, 503]);
  assert.is((await server.get('/health/fresh?max_age_seconds=7200')).status, 200, 'the request may set another');
});

test('a confirmation well ahead of the clock is not fresh', async () => {
  const server = await serveDashboard({ staleAfterSeconds: 3600 });
  await writeRun(server.dir);
  await confirmAt(server, '2026-03-01T08:05:00Z');
  assert.is((await server.get('/health/fresh')).status, 200, 'clocks may differ a little');
  await confirmAt(server, '2026-03-01T09:00:00Z');
  const fault = "the newest run was confirmed 1h ahead of this server's clock, expected at most 5m";
  assert.equal(await ask(server, '/health/fresh'), [503, `demo: ${fault}`]);
  const { status, stale, problems, pipelines } = await server.getJson('/health');
  assert.equal([status, stale, problems, pipelines[0].stale], ['degraded', true, [fault], true]);
  assert.match((await server.get('/metrics?format=prometheus')).text, 'oads_run_stale{pipeline="demo"} 1');
  assert.match((await server.get('/?pipeline=demo')).text, 'Stale: confirmed ahead of the clock');
  assert.is((await server.get('/health/fresh?max_age_seconds=-1')).status, 400);
});

test('without a pipeline every one must be fresh, and each fault is named', async () => {
  const server = await serveDashboard();
  await writeRun(server.dir, { pipeline: 'a' });
  await writeRun(server.dir, { pipeline: 'b', level: 'withheld' });
  await writeRun(server.dir, { pipeline: 'c', level: 'rank-only' });
  for (const pipeline of ['a', 'b', 'c']) await confirmAt(server, '2026-03-01T07:50:00Z', pipeline);
  await confirmAt(server, '2026-03-01T06:10:00Z', 'c');
  assert.equal(await ask(server, '/health/fresh?max_age_seconds=900'), [
    503,
    'b: the newest run is withheld; c: the newest run was confirmed 1h 50m ago, expected at most 15m',
  ]);
  assert.is((await server.get('/health/fresh?pipeline=a&max_age_seconds=900')).status, 200);
  const configured = await serveDashboard({ artifactsDir: server.dir, pipeline: 'a' });
  assert.is((await configured.get('/health/fresh')).status, 200);
});

test.run();
