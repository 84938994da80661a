import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HistoryAnswer } from '../../../../src/core/dashboard/answers/describe-history.ts';
import { findViolations } from '../../../../src/core/schema/validate.ts';
import { type WrittenRun, writeRun } from '../../../support/artifacts.ts';
import { closeDashboards, serveDashboard, type TestServer } from '../../../support/dashboard.ts';

const test = suite('dashboard/history');
let server: TestServer;

test.before.each(async () => {
  server = await serveDashboard();
});
test.after.each(closeDashboards);

const at = (minute: number) => new Date(Date.parse('2026-03-01T00:00:00.000Z') + minute * 60_000).toISOString();

async function writeRuns(minutes: readonly number[]): Promise<WrittenRun[]> {
  const runs: WrittenRun[] = [];
  for (const minute of minutes) runs.push(await writeRun(server.dir, { asOf: at(minute), finishedAt: at(minute) }));
  return runs;
}

async function history(query = '') {
  const answer = await server.getJson(`/api/history${query}`);
  assert.equal(findViolations(HistoryAnswer, answer), [], query);
  return answer;
}

test('the answer follows its schema, and pages to the end', async () => {
  assert.equal(await history(), { pipeline: null, total: 0, newer: 0, next_before: null, runs: [] });
  const runs = await writeRuns([0, 10, 20, 30, 40]);
  await rm(path.join(runs[1].runDir, 'manifest.json'));
  const seen: string[] = [];
  let query = '?limit=2';
  for (let page = 0; page < 3; page++) {
    const answer = await history(query);
    seen.push(...answer.runs.map(({ run_id }: { run_id: string }) => run_id));
    query = `?limit=2&before=${answer.next_before}`;
    if (page === 2) assert.is(answer.next_before, null);
  }
  // The one without a manifest counts from its directory's time, which is now.
  assert.equal([...seen].sort(), runs.map(({ runId }) => runId).sort());
  const { runs: listed } = await history('?pipeline=demo');
  const damaged = listed.find(({ run_id }: { run_id: string }) => run_id === runs[1].runId);
  assert.equal([damaged.data, damaged.trust_level, damaged.problems], ['damaged', null, ['manifest.json is missing']]);
  const newest = listed.find(({ run_id }: { run_id: string }) => run_id === runs[4].runId);
  assert.equal([newest.run_age_seconds, newest.anomaly_rate.n], [(8 * 60 - 40) * 60, 2000]);
});

test('bad parameters are refused', async () => {
  await writeRuns([0]);
  for (const [query, status] of [
    ['limit=0', 400],
    ['limit=1001', 400],
    ['before=x', 400],
    [`before=${'0'.repeat(16)}`, 404],
    ['pipeline=other', 404],
  ] as const)
    assert.is((await server.get(`/api/history?${query}`)).status, status, query);
  assert.is((await server.get('/?runs=7')).status, 400);
});

test('the page draws a column a run with its link and all its figures in words', async () => {
  const runs = await writeRuns([0, 10, 20]);
  const { text } = await server.get('/');
  assert.match(text, '<h2 id="history-title">History: the last 3 runs</h2>');
  for (const { runId } of runs) assert.match(text, `href="/?pipeline=demo&amp;run=${runId}" tabindex="-1" data-run="${runId}"`);
  assert.match(
    text,
    '<title>2026-03-01 00:20:00 UTC: certified; anomaly rate 2.00 % (95 % interval 1.47 % to 2.71 %; 40 of 2,000 rows); quality pass (2 passed); drift none (0 of 2 features drifted)</title>',
  );
  assert.match(text, `<a class="run shown" href="/?pipeline=demo&amp;run=${runs[2].runId}"`);
  assert.is(text.match(/<rect class="cell of-certified"/g)?.length, 3);
  assert.match(text, 'class="band"');
  assert.not.match(text.slice(text.indexOf('id="history"')), ' style=');
});

test('the line breaks at a pause of the schedule and at a run without a rate', async () => {
  await writeRuns([0, 10, 20, 30, 120, 130]);
  const bands = async () => (await server.get('/')).text.match(/<path class="line" d="[^"]*"/g) ?? [];
  assert.equal(
    (await bands()).map((path) => path.match(/[ML]/g)?.length),
    [4, 2],
  );
  assert.is((await server.get('/')).text.match(/data-gap="1"/g)?.length, 1);
  await writeRun(server.dir, { asOf: at(15), finishedAt: at(15), level: 'withheld' });
  assert.equal(
    (await bands()).map((path) => path.match(/[ML]/g)?.length),
    [2, 2, 2],
  );
});

test('damaged runs stay, and a hostile reason is only text', async () => {
  const [first] = await writeRuns([0, 10]);
  await writeFile(path.join(first.runDir, 'system_state.json'), '{}');
  await writeRun(server.dir, {
    asOf: at(20),
    level: 'qualified',
    edit: ({ system }) => {
      system.trust.reasons[0].message = '"><script>alert(1)</script>';
    },
  });
  const { text } = await server.get('/');
  assert.match(text, '<rect class="cell of-damaged"');
  assert.match(text, 'damaged: system_state.json has 2 bytes');
  assert.not.match(text, '<script>alert');
  assert.match(text, '&quot;&gt;&lt;script&gt;alert(1)');
});

test('the shown run is damaged in its history when a look at all its files finds damage', async () => {
  const [run] = await writeRuns([0]);
  await writeFile(path.join(run.runDir, 'drift_snapshot.json'), '{}');
  assert.match((await server.get('/')).text, '<rect class="cell of-damaged"');
});

test('a named run leads to the one before, the one after and the newest', async () => {
  const [first, second, third] = await writeRuns([0, 10, 20]);
  const links = async (route: string) => {
    const nav = /<nav class="run-links".*?<\/nav>/s.exec((await server.get(route)).text)?.[0] ?? '';
    return [...nav.matchAll(/href="([^"]*)">([^<]*)</g)].map(([, href, name]) => [name, href.replaceAll('&amp;', '&')]);
  };
  assert.equal(await links(`/?run=${second.runId}`), [
    ['‹ previous run', `/?pipeline=demo&run=${first.runId}`],
    ['next run ›', `/?pipeline=demo&run=${third.runId}`],
    ['newest run »', '/?pipeline=demo'],
    ['compare with the run before', `/compare?pipeline=demo&run=${second.runId}`],
  ]);
  assert.equal(
    (await links('/')).map(([name]) => name),
    ['‹ previous run', 'compare with the run before'],
  );
  assert.equal(
    (await links(`/?run=${first.runId}&runs=20`)).map(([, href]) => href),
    [`/?pipeline=demo&run=${second.runId}&runs=20`, '/?pipeline=demo&runs=20'],
  );
});

test('as many runs as were asked for, around the one that is shown', async () => {
  const runs = await writeRuns(Array.from({ length: 23 }, (_, index) => index));
  const rows = (text: string) => text.match(/<a class="run[ "]/g)?.length;
  const newest = (await server.get('/?runs=20')).text;
  assert.is(rows(newest), 20);
  assert.match(newest, '23 runs in all. ');
  const { text } = await server.get(`/?run=${runs[0].runId}&runs=20`);
  assert.is(rows(text), 20);
  assert.match(text, '20 runs around the shown one');
  assert.match(text, '23 runs in all, 3 newer than these');
  assert.match(text, `<a class="run shown" href="/?pipeline=demo&amp;run=${runs[0].runId}&amp;runs=20"`);
});

test("the chart's library is served beside the page's own files", async () => {
  const script = await server.get('/uPlot.esm.js?x=1');
  assert.equal([script.status, /javascript/.test(script.headers.get('content-type') ?? '')], [200, true]);
  assert.match(script.text, 'export { uPlot as default }');
  assert.is((await server.get('/uPlot.min.css')).status, 200);
  for (const other of ['/uPlot.cjs.js', '/uPlot.d.ts', '/../uPlot.esm.js.map']) assert.is((await server.get(other)).status, 404, other);
});

test.run();
