import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runJson, scratchDir, startOads } from '../support/cli.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

const test = suite('dashboard');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;
let served: ReturnType<typeof startOads>;
let url: string;

test.before(async () => {
  scratch = await scratchDir();
  pipeline = await makeSmallPipeline(scratch.dir);
  served = startOads(['serve', '-c', pipeline.config, '--port', '0']);
  url = await new Promise<string>((resolve, reject) => {
    let text = '';
    served.child.stdout?.on('data', (chunk: string) => {
      text += chunk;
      const found = /dashboard (http:\/\/127\.0\.0\.1:\d+)/.exec(text);
      if (found) resolve(found[1]);
    });
    served.finished.then(({ stderr }) => reject(new Error(stderr)), reject);
  });
});
test.after(async () => {
  served?.child.kill('SIGKILL');
  await served?.finished;
  await scratch?.remove();
});

async function get(route: string, headers: Record<string, string> = {}) {
  const response = await fetch(url + route, { headers });
  return { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text() };
}

test('answers 200 with no_data before the first run', async () => {
  for (const route of ['/health', '/metrics', '/top-anomalies', '/']) {
    const { status, text } = await get(route);
    assert.is(status, 200, route);
    assert.match(text, /no_data|no run yet|no data/i, route);
  }
});

test('answers all four routes from the latest artifacts, with trust and the three flags', async () => {
  const rows = makeShipments(1000, 21, 10_000);
  for (const index of [100, 200, 300]) rows[index] = { ...rows[index], hours: 500 + index, weight: 50_000 };
  pipeline.writeBatch('batch.csv', rows);
  const { code, json: run } = await runJson<{
    run_id: string;
    summary: { anomaly_rate: { value: number; n: number }; trust_level: string };
  }>(['run', '-c', pipeline.config]);
  assert.is(code, 0);

  const health = JSON.parse((await get('/health')).text);
  assert.equal([health.status, health.run_id, health.trust_level], ['ok', run.run_id, 'certified']);

  const metrics = await get('/metrics');
  assert.match(metrics.type, 'application/json');
  const answered = JSON.parse(metrics.text);
  assert.is(answered.anomaly_rate.value, run.summary.anomaly_rate.value);
  assert.is(answered.anomaly_rate.n, 1000);
  assert.equal([answered.drift_flag, answered.quality_flag, answered.trust_level], ['none', 'pass', 'certified']);

  const exposition = await get('/metrics?format=openmetrics');
  assert.match(exposition.text, /^oads_anomaly_rate_ratio\{pipeline="shipments"\} 0\.\d+$/m);
  assert.match(exposition.text, /# EOF\n$/);

  const top = JSON.parse((await get('/top-anomalies?limit=3')).text);
  assert.is(top.trust_level, 'certified');
  assert.equal(
    top.anomalies.map((row: { row: number }) => row.row).sort((a: number, b: number) => a - b),
    [100, 200, 300],
  );
  assert.ok(top.anomalies[0].reasons.length > 0);

  const page = await get('/');
  assert.is(page.status, 200);
  assert.match(page.type, 'text/html');
  for (const words of [/certified/i, /anomaly rate/i, /quality/i, /drift/i, /weight 50000/]) assert.match(page.text, words);
});

test('a withheld run is shown as withheld, with its reason and the last good run beside it', async () => {
  const rows = makeShipments(1000, 22, 10_000);
  rows[0].mode = 'mule';
  pipeline.writeBatch('batch.csv', rows);
  assert.is((await runJson(['run', '-c', pipeline.config])).code, 1);
  const page = (await get('/')).text;
  assert.match(page, /withheld/i);
  assert.match(page, /quality failed/i);
  assert.is(JSON.parse((await get('/metrics')).text).trust_level, 'withheld');
});

test('SIGTERM ends it with 143, at once', async () => {
  served.child.kill('SIGTERM');
  const { code, stderr } = await served.finished;
  assert.is(code, 143);
  assert.not.match(stderr, /^\s+at /m);
});

test.run();
