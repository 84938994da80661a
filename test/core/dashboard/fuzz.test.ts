import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeRun } from '../../support/artifacts.ts';
import { closeDashboards, serveDashboard } from '../../support/dashboard.ts';
import { fuzzRequests } from '../../support/fuzz-requests.ts';

const test = suite('dashboard/fuzz');
const CANARY = 'canary-7f3a';
let dir: string;

test.before.each(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'oads-route-fuzz-'));
  await writeFile(path.join(dir, 'canary.txt'), CANARY);
});
test.after.each(async () => {
  await closeDashboards();
  await rm(dir, { recursive: true, force: true });
});

/** More of them: bench/serve/fuzz.mjs. */
async function assertRobust(seed: number, options: { runIds?: string[]; token?: string } = {}): Promise<Readonly<Record<string, number>>> {
  const artifactsDir = path.join(dir, 'artifacts');
  let ms = Date.UTC(2026, 2, 1, 8);
  // Time passes, so that the limit of failed sign-ins does not end the test of everything behind it.
  const server = await serveDashboard({ artifactsDir, token: options.token, now: () => new Date((ms += 5000)) });
  const { runIds = [], token } = options;
  const port = Number(new URL(server.url).port);
  const { statuses, faults } = await fuzzRequests({ port, seed, count: 650, runIds, token, canary: CANARY });
  assert.equal(faults, []);
  assert.equal(server.logged, []);
  assert.is((await server.get('/health/live')).status, 200);
  for (const status of token === undefined ? [200, 400, 404, 405, 421] : [200, 303, 400, 401, 404])
    assert.ok(statuses[status] > 0, `never ${status}`);
  return statuses;
}

test('without any run', async () => {
  await assertRobust(1);
});

test('with sound runs', async () => {
  const artifacts = path.join(dir, 'artifacts');
  const first = await writeRun(artifacts);
  const second = await writeRun(artifacts, { level: 'withheld', asOf: '2026-03-01T07:00:00.000Z' });
  await writeFile(path.join(first.runDir, 'canary.txt'), CANARY);
  await assertRobust(2, { runIds: [first.runId, second.runId] });
});

test('with damaged runs', async () => {
  const artifacts = path.join(dir, 'artifacts');
  const first = await writeRun(artifacts);
  const second = await writeRun(artifacts, { asOf: '2026-03-01T07:00:00.000Z' });
  await truncate(path.join(first.runDir, 'manifest.json'), 30);
  await truncate(path.join(second.runDir, 'inference_metrics.json'), 30);
  await assertRobust(3, { runIds: [first.runId, second.runId] });
});

test('behind a token', async () => {
  const { runId } = await writeRun(path.join(dir, 'artifacts'));
  const statuses = await assertRobust(4, { runIds: [runId], token: 'a-token-of-the-tests' });
  assert.ok(statuses[200] < statuses[401], JSON.stringify(statuses));
});

test.run();
