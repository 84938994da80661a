import { chmod, lutimes, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { point, writeRun } from '../../support/artifacts.ts';
import { closeDashboards, serveDashboard, type TestServer } from '../../support/dashboard.ts';

const test = suite('dashboard/create-app');
const ROUTES = ['/', '/health', '/metrics', '/top-anomalies', '/api/runs'];
let server: TestServer;

test.before.each(async () => {
  server = await serveDashboard();
});
test.after.each(closeDashboards);

function assertProblem(answer: { status: number; text: string; headers: Headers }, status: number, detail: string): void {
  assert.is(answer.status, status, answer.text);
  assert.is(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  const problem = JSON.parse(answer.text);
  assert.equal(Object.keys(problem), ['type', 'title', 'status', 'detail']);
  assert.is(problem.status, status);
  assert.match(problem.detail, detail);
}

test('without a run every route answers 200 and says that there is no data', async () => {
  for (const route of ROUTES) assert.is((await server.get(route)).status, 200, route);
  assert.equal(await server.getJson('/health'), {
    status: 'degraded',
    data: 'no_data',
    pipeline: null,
    run_id: null,
    trust_level: null,
    age_seconds: null,
    run_age_seconds: null,
    confirmed_age_seconds: null,
    stale: null,
    stale_after_seconds: null,
    source_used: null,
    outranked_by: null,
    problems: [],
    time: '2026-03-01T08:00:00.000Z',
    pipelines: [],
  });
  const metrics = await server.getJson('/metrics');
  assert.is(metrics.data, 'no_data');
  assert.is(metrics.anomaly_rate, null);
  const top = await server.getJson('/top-anomalies');
  assert.is(top.data, 'no_data');
  assert.equal(top.anomalies, []);
  assert.equal(await server.getJson('/api/runs'), { pipeline: null, runs: [] });
  assert.match((await server.get('/')).text, 'No run yet');
  assert.match((await server.get('/metrics?format=openmetrics')).text, /# EOF\n$/);
});

test('the same holds for a configured pipeline that has not run, and an artifacts directory that does not exist', async () => {
  const other = await serveDashboard({ artifactsDir: path.join(server.dir, 'missing'), pipeline: 'later' });
  for (const route of ROUTES) assert.is((await other.get(route)).status, 200, route);
  assert.is((await other.getJson('/health')).pipeline, 'later');
  assert.is((await other.getJson('/health?pipeline=later')).data, 'no_data');
  assert.match((await other.get('/metrics?format=openmetrics')).text, 'oads_data_state{pipeline="later",state="no_data"} 1');
  await other.close();
});

test('health tells the state and the ages at the time of asking', async () => {
  const { runId } = await writeRun(server.dir);
  const health = await server.getJson('/health');
  assert.is(health.status, 'ok');
  assert.is(health.data, 'ok');
  assert.is(health.run_id, runId);
  assert.is(health.trust_level, 'certified');
  assert.is(health.age_seconds, 3 * 3600); // newest event 05:00, now 08:00
  assert.is(health.run_age_seconds, 2 * 3600 - 60); // finished 06:01
});

test('health names the run that judged the fallback rows higher', async () => {
  const good = await writeRun(server.dir, { rows: 'a' });
  assert.is((await server.getJson('/health')).outranked_by, null);
  const fallback = await writeRun(server.dir, { rows: 'a', asOf: '2026-03-01T07:00:00.000Z', level: 'qualified', source: 'last_good' });
  await point(path.join(server.dir, 'demo', 'last_good'), `runs/${good.runId}`);
  const { run_id, trust_level, source_used, outranked_by } = await server.getJson('/health');
  assert.equal([run_id, trust_level, source_used], [fallback.runId, 'qualified', 'last_good']);
  assert.equal(outranked_by, {
    run_id: good.runId,
    trust_level: 'certified',
    finished_at: '2026-03-01T06:01:00.000Z',
    run_age_seconds: 2 * 3600 - 60,
  });
});

test('a run with the same result confirms the newest one: its own age stays, and stands beside', async () => {
  await writeRun(server.dir); // finished 06:01
  const latest = path.join(server.dir, 'demo', 'latest');
  const at = async (time: string) => {
    await lutimes(latest, new Date(time), new Date(time));
    const { run_age_seconds, confirmed_age_seconds } = await server.getJson('/health');
    return [run_age_seconds, confirmed_age_seconds];
  };
  assert.equal(await at('2026-03-01T07:50:00Z'), [7140, 600]);
  const metrics = await server.getJson('/metrics');
  assert.equal([metrics.finished_at, metrics.confirmed_at], ['2026-03-01T06:01:00.000Z', '2026-03-01T07:50:00.000Z']);
  assert.match((await server.get('/')).text, 'confirmed by a run with the same result <span class="age" data-age-seconds="600">');
  assert.match(
    (await server.get('/metrics?format=openmetrics')).text,
    `oads_run_confirmed_timestamp_seconds{pipeline="demo"} ${Date.UTC(2026, 2, 1, 7, 50) / 1000}`,
  );
  assert.equal(await at('2026-03-01T05:00:00Z'), [7140, 7140], 'never before its end');
  assert.not.match((await server.get('/')).text, 'confirmed by');
});

test('health is degraded, and still 200, when the run is withheld', async () => {
  await writeRun(server.dir, { level: 'withheld' });
  const answer = await server.get('/health');
  assert.is(answer.status, 200);
  assert.is(JSON.parse(answer.text).status, 'degraded');
  assert.is(JSON.parse(answer.text).trust_level, 'withheld');
});

test('metrics as JSON never give a rate without its n and interval', async () => {
  await writeRun(server.dir);
  const metrics = await server.getJson('/metrics');
  assert.equal(metrics.anomaly_rate, { value: 0.02, count: 40, n: 2000, interval: [0.0147, 0.0271] });
  assert.is(metrics.trust_level, 'certified');
  assert.is(metrics.quality_flag, 'pass');
  assert.is(metrics.drift_flag, 'none');
  assert.is(metrics.rows_processed, 2003);
  assert.is(metrics.expected_false_alarms, 40);
  assert.is(metrics.source_used, 'primary');
  assert.is(metrics.started_at, '2026-03-01T06:00:55.000Z');
  assert.is(metrics.finished_at, '2026-03-01T06:01:00.000Z');
});

test('p, q and expected false alarms are given only where the trust level claims them, whatever is stored', async () => {
  const expected = { certified: [true, true, 40], qualified: [true, false, null], 'rank-only': [false, false, null] } as const;
  for (const [level, [p, q, alarms]] of Object.entries(expected)) {
    // The stored documents carry all of them: the dashboard must hold back what is not claimed.
    await writeRun(server.dir, {
      pipeline: level,
      level: level as keyof typeof expected,
      edit: ({ system, metrics }) => {
        system.trust.claims.expected_false_alarms = 40;
        system.trust.claims.expected_false_alarms_upper95 = 52;
        metrics.expected_false_alarms = 40;
      },
    });
    const top = await server.getJson(`/top-anomalies?pipeline=${level}`);
    assert.is(top.trust_level, level);
    assert.is(top.anomalies.length, 20);
    for (const row of top.anomalies) {
      assert.is(typeof row.p_value === 'number', p, level);
      assert.is(typeof row.q_value === 'number', q, level);
    }
    assert.equal(top.claims, {
      p_value: p,
      q_value: q,
      expected_false_alarms: alarms,
      expected_false_alarms_upper95: alarms === null ? null : 52,
    });
    assert.is((await server.getJson(`/metrics?pipeline=${level}`)).expected_false_alarms, alarms);
  }
});

test('a withheld run has no anomalies; those of the last good run stand beside it with their age', async () => {
  const good = await writeRun(server.dir);
  await writeRun(server.dir, { level: 'withheld', asOf: '2026-03-01T07:00:00.000Z' });
  const top = await server.getJson('/top-anomalies?limit=3');
  assert.is(top.trust_level, 'withheld');
  assert.equal(top.anomalies, []);
  assert.equal(top.reasons, [{ code: 'quality_failed', message: 'quality failed and the gate blocks' }]);
  assert.is(top.last_good.run_id, good.runId);
  assert.is(top.last_good.run_age_seconds, 2 * 3600 - 60);
  assert.is(top.last_good.anomalies.length, 3);
});

test('top anomalies are paged by limit and offset', async () => {
  await writeRun(server.dir);
  const page = await server.getJson('/top-anomalies?limit=5&offset=58');
  assert.equal(
    page.anomalies.map((row: { rank: number }) => row.rank),
    [59, 60],
  );
  assert.is(page.available, 60);
  assert.is(page.scored, 2000);
  assert.equal((await server.getJson('/top-anomalies?offset=60')).anomalies, []);
  assert.is((await server.getJson('/top-anomalies?limit=1000')).anomalies.length, 60);
});

test('bad query values are 400', async () => {
  await writeRun(server.dir);
  for (const query of [
    'limit=0',
    'limit=1001',
    'limit=-1',
    'limit=1.5',
    'limit=',
    'limit=1e2',
    'limit=ten',
    'limit=1&limit=2',
    'offset=-1',
    'offset=9999999999',
    'limit=%3Cscript%3E',
  ]) {
    assertProblem(await server.get(`/top-anomalies?${query}`), 400, 'expected "');
  }
  assertProblem(await server.get('/api/runs?limit=0'), 400, 'integer from 1 to 1000');
  assertProblem(await server.get('/metrics?format=xml'), 400, 'json, openmetrics, prometheus');
  for (const name of ['../demo', '..%2Fdemo', 'DEMO', '%00', '', 'a/b', '.']) {
    for (const route of ROUTES) assertProblem(await server.get(`${route}?pipeline=${name}`), 400, 'pipeline');
  }
});

test('an unknown pipeline is 404, an unknown route too', async () => {
  await writeRun(server.dir);
  assertProblem(await server.get('/health?pipeline=nobody'), 404, 'demo');
  for (const route of ['/nothing', '/api', '/api/runs/x/y', '/health/x', '/favicon.ico'])
    assertProblem(await server.get(route), 404, 'nothing at');
});

test('a browser gets a page of the same status, with the way on; others a problem body', async () => {
  await writeRun(server.dir);
  const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
  for (const [route, status, newest] of [
    ['/?pipeline=nobody', 404, '/'],
    ['/?run=ffffffffffffffff&pipeline=demo', 404, '/?pipeline=demo'],
    ['/?runs=7', 400, '/'],
    ['/compare?run=x', 400, '/'],
    ['/pipelines/<script>', 404, '/'],
  ] as const) {
    const { status: got, headers, text } = await server.get(route, browser);
    assert.equal([got, headers.get('content-type')], [status, 'text/html; charset=utf-8'], route);
    assert.match(text, `<a href="${newest}">The newest run`, route);
    assert.match(text, '<a href="/pipelines">');
    assert.not.match(text, '<script');
    assert.is((await server.get(route)).headers.get('content-type'), 'application/problem+json; charset=utf-8', route);
  }
  assertProblem(await server.get('/health?pipeline=nobody', browser), 404, 'demo');
});

test("a file of the page's own is read alone", async () => {
  const answer = await server.raw({ method: 'POST', path: '/app.js' });
  assert.equal([answer.status, answer.headers.allow], [405, 'GET, HEAD']);
  assert.is((await server.raw({ method: 'POST', path: '/nothing.js' })).status, 404);
});

test('other methods are 405 with Allow', async () => {
  for (const route of ROUTES) {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const answer = await server.raw({ method, path: route });
      assert.is(answer.status, 405, `${method} ${route}`);
      assert.is(answer.headers.allow, 'GET, HEAD');
      assert.is(JSON.parse(answer.text).status, 405);
    }
  }
});

test('HEAD gives the headers of GET and no body', async () => {
  await writeRun(server.dir);
  for (const route of [...ROUTES, '/style.css']) {
    const get = await server.get(route);
    const head = await server.raw({ method: 'HEAD', path: route });
    assert.is(head.status, 200, route);
    assert.is(head.text, '');
    assert.is(head.headers['content-type'], get.headers.get('content-type'), route);
    assert.is(Number(head.headers['content-length']), Buffer.byteLength(get.text), route);
  }
});

test('every answer carries the security headers, errors too', async () => {
  for (const route of [...ROUTES, '/style.css', '/app.js', '/nothing', '/top-anomalies?limit=x']) {
    const { headers } = await server.get(route);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, "default-src 'none'", route);
    assert.match(policy, "frame-ancestors 'none'");
    assert.not.match(policy, 'unsafe');
    assert.is(headers.get('x-content-type-options'), 'nosniff');
    assert.is(headers.get('referrer-policy'), 'same-origin');
    assert.is(headers.get('strict-transport-security'), null);
  }
});

test("the page's own files are served, and nothing else by its path", async () => {
  await writeRun(server.dir);
  assert.match((await server.get('/style.css')).headers.get('content-type') ?? '', 'text/css');
  assert.match((await server.get('/app.js')).headers.get('content-type') ?? '', 'javascript');
  assert.is((await server.get('/style.css', { range: 'bytes=9-2' })).status, 200);
  const outside = [
    '/../create-app.ts',
    '/..%2fcreate-app.ts',
    '/%2e%2e/create-app.ts',
    '/..\\create-app.ts',
    '//etc/passwd',
    '/demo/latest/manifest.json',
    '/%',
    '/%00',
    '/constructor',
    '/__proto__',
    'http://other/health',
  ];
  for (const target of outside) {
    const answer = await server.raw({ path: target });
    assert.is(answer.status, 404, `${target}: ${answer.text.slice(0, 80)}`);
  }
});

test('a damaged run is never shown as good, on no route', async () => {
  const { runDir, runId } = await writeRun(server.dir);
  await truncate(path.join(runDir, 'anomaly_results.csv'), 20);
  const health = await server.getJson('/health');
  assert.is(health.status, 'degraded');
  assert.is(health.data, 'damaged');
  assert.is(health.run_id, runId);
  assert.is(health.trust_level, null);
  assert.match(health.problems[0], 'anomaly_results.csv has 20 bytes, the manifest says');
  const metrics = await server.getJson('/metrics');
  assert.is(metrics.anomaly_rate, null);
  assert.is(metrics.trust_level, null);
  const top = await server.getJson('/top-anomalies');
  assert.is(top.data, 'damaged');
  assert.equal(top.anomalies, []);
  const { text } = await server.get('/');
  assert.match(text, 'The newest run is damaged and not shown');
  assert.match(text, 'anomaly_results.csv has 20 bytes');
  assert.not.match(text, 'certified');
  assert.not.match((await server.get('/metrics?format=openmetrics')).text, 'oads_anomaly_rate_ratio{');
});

test('an altered file is found although the run was shown as good a moment before', async () => {
  const { runDir } = await writeRun(server.dir);
  assert.is((await server.getJson('/health')).data, 'ok');
  const file = path.join(runDir, 'system_state.json');
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll('"count": 40', '"count": 10'));
  assert.is((await server.getJson('/health')).data, 'damaged');
});

test('a new run is shown at once', async () => {
  await writeRun(server.dir);
  await server.getJson('/health');
  const { runId } = await writeRun(server.dir, { asOf: '2026-03-01T07:00:00.000Z' });
  assert.is((await server.getJson('/health')).run_id, runId);
});

test('of several pipelines the configured one is shown, else all of them; JSON is about the one that finished last', async () => {
  await writeRun(server.dir, { pipeline: 'a', asOf: '2026-03-01T05:00:00.000Z' });
  await writeRun(server.dir, { pipeline: 'b', asOf: '2026-03-01T07:00:00.000Z', level: 'rank-only' });
  await writeRun(server.dir, { pipeline: 'c', asOf: '2026-03-01T06:00:00.000Z', level: 'withheld' });
  const health = await server.getJson('/health');
  assert.is(health.pipeline, 'b');
  assert.is(health.status, 'degraded'); // c is withheld
  assert.is((await server.getJson('/health?pipeline=a')).status, 'ok');
  const configured = await serveDashboard({ artifactsDir: server.dir, pipeline: 'a' });
  assert.is((await configured.getJson('/metrics')).pipeline, 'a');
  assert.is((await configured.getJson('/health')).status, 'ok');
  assert.match((await configured.get('/')).text, '<h1>a</h1>');
  assert.match((await configured.get('/')).text, 'href="/pipelines"');
  for (const page of [await server.get('/'), await configured.get('/pipelines')])
    for (const name of ['a', 'b', 'c']) assert.match(page.text, `href="/?pipeline=${name}"`);
  await configured.close();
});

test('a pipeline whose newest run is damaged is not passed over in silence for another', async () => {
  await writeRun(server.dir, { pipeline: 'a', confirmedAt: '2026-03-01T06:00:00.000Z' });
  const { runDir } = await writeRun(server.dir, { pipeline: 'b', asOf: '2026-03-01T07:00:00.000Z' });
  await writeFile(path.join(runDir, 'system_state.json'), '{}');
  const asked = async () => {
    const answers = await Promise.all(['/health', '/metrics', '/top-anomalies'].map((route) => server.getJson(route)));
    return answers.map(({ pipeline, data }) => `${pipeline} ${data}`);
  };
  assert.equal(await asked(), Array(3).fill('b damaged'));
  await lutimes(path.join(server.dir, 'b', 'latest'), 0, 0);
  assert.equal(await asked(), Array(3).fill('a ok'), 'a damaged one that is older');
});

test('the list of runs comes newest first with their trust', async () => {
  const first = await writeRun(server.dir);
  const second = await writeRun(server.dir, { asOf: '2026-03-01T07:00:00.000Z', level: 'qualified', source: 'last_good' });
  const { runs } = await server.getJson('/api/runs');
  assert.equal(
    runs.map((run: { run_id: string }) => run.run_id),
    [second.runId, first.runId],
  );
  assert.is(runs[0].trust_level, 'qualified');
  assert.is(runs[0].fallback_reason, 'source_unreachable');
  assert.is(runs[0].run_age_seconds, 59 * 60);
  assert.is((await server.getJson('/api/runs?limit=1')).runs.length, 1);
});

test('an artifacts directory that cannot be read is damage with its reason, never a 5xx', async () => {
  const file = path.join(server.dir, 'file');
  await writeFile(file, '');
  const broken = await serveDashboard({ artifactsDir: file });
  for (const route of ROUTES) assert.is((await broken.get(route)).status, 200, route);
  assert.match((await broken.getJson('/health')).problems[0], 'expected a readable artifacts directory');
  await broken.close();
});

test('a runs directory that cannot be entered is damage', async () => {
  if (process.getuid?.() === 0) return; // root may enter everything
  await writeRun(server.dir);
  const runs = path.join(server.dir, 'demo', 'runs');
  await chmod(runs, 0o000);
  assert.is((await server.getJson('/health')).data, 'damaged');
  await chmod(runs, 0o700);
});

test('what goes wrong inside stays inside: a 500 without detail, and the log has it', async () => {
  let calls = 0;
  const broken = await serveDashboard({
    now: () => {
      calls += 1;
      throw new Error('secret of the clock');
    },
  });
  const atStart = calls; // the first view is made before the address is told
  for (const route of ROUTES) assertProblem(await broken.get(route), 500, 'its log says why');
  assert.is(calls - atStart, ROUTES.length);
  assert.not.match((await broken.get('/')).text, 'secret');
  assert.match(broken.logged[0], 'secret of the clock');
  await broken.close();
});

test('leftovers of a killed run do not disturb', async () => {
  const { runId } = await writeRun(server.dir);
  await mkdir(path.join(server.dir, 'demo', 'runs', '.tmp-123'), { recursive: true });
  await writeFile(path.join(server.dir, 'demo', 'runs', '.tmp-123', 'manifest.json'), '{');
  assert.is((await server.getJson('/health')).run_id, runId);
  await rm(path.join(server.dir, 'demo', 'runs', runId), { recursive: true });
  assert.is((await server.getJson('/health')).data, 'damaged');
});

test('secrets in messages of the file system are hidden', async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'oads-canary-'));
  const redact = (text: string) => text.replaceAll('canary', '*****');
  try {
    const file = path.join(dir, 'a-file');
    await writeFile(file, '');
    const unreadable = await serveDashboard({ artifactsDir: file, redact });
    const answers = await Promise.all(['/', '/health', '/top-anomalies', '/metrics'].map((route) => unreadable.get(route)));
    for (const { text } of answers) assert.not.match(text, /canary/);
    assert.match(answers[1].text, /oads-\*{5}-/);
    const { text } = await unreadable.get('/health?pipeline=canary');
    assert.not.match(text, /"detail": .*canary/);
  } finally {
    await rm(dir, { recursive: true });
  }
});

test('a run is shown by its id, and an unknown one is a 404', async () => {
  const { runId: first } = await writeRun(server.dir, { rows: 'a' });
  const { runId: second } = await writeRun(server.dir, { rows: 'b', asOf: '2026-03-01T07:00:00.000Z' });
  assert.is((await server.getJson('/top-anomalies')).run_id, second);
  assert.is((await server.getJson(`/top-anomalies?run=${first}`)).run_id, first);
  assert.match((await server.get(`/?run=${first}`)).text, `data-run="${first}"`);
  assertProblem(await server.get('/?run=0000000000000000'), 404, 'the id of a run of demo, got "0000000000000000"');
  assertProblem(await server.get('/?run=../x'), 400, 'run id of 16 hexadecimal digits');
});

test.run();
