import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chooseRun } from '../../../src/core/artifacts/choose-run.ts';
import { renderReport } from '../../../src/core/dashboard/report/render-report.ts';
import { toFile } from '../../../src/core/dashboard/report/to-file.ts';
import { writeRun } from '../../support/artifacts.ts';

const test = suite('dashboard/report');
const now = new Date('2026-03-01T08:00:00.000Z');
let dir: string;

test.before.each(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'oads-report-'));
});
test.after.each(() => rm(dir, { recursive: true, force: true }));

test('a report holds what the page shows, its styles, and nothing that needs a server', async () => {
  const { runId } = await writeRun(dir);
  const report = await renderReport({ artifactsDir: dir, pipeline: 'demo', run: null, now });
  assert.is(report.run_id, runId);
  assert.is(report.state, 'ok');
  assert.is(report.trust_level, 'certified');
  assert.match(report.html, 'Certified');
  assert.match(report.html, 'Made at 2026-03-01 08:00:00 UTC');
  assert.match(report.html, '--certified:');
  const asking = report.html.match(/<(script|link|form|iframe|img|object)\b|\s(src|href)="(?!#)[^"]*"|\bon[a-z]+=|@import|url\(/g);
  assert.equal(asking, null);
});

test('values of the data stay text, also those that look like what is left out', async () => {
  const hostile = '<script>alert(1)</script><form action="/x"><a href="/y">';
  await writeRun(dir, {
    edit: ({ metrics }) => {
      metrics.top[0].key = { flight: hostile };
    },
  });
  const { html } = await renderReport({ artifactsDir: dir, pipeline: 'demo', run: null, now });
  assert.match(html, '&lt;script&gt;alert(1)&lt;/script&gt;&lt;form action=&quot;/x&quot;&gt;&lt;a href=&quot;/y&quot;&gt;');
});

test('replacement patterns in styles and notices are left as they are', () => {
  const page = '<html><head><meta charset="utf-8"><link rel="stylesheet" href="/a.css"></head><body><main>x</main></body></html>';
  const file = toFile(page, { readStyle: () => "p::before{content:'$& $1'}", notice: "<p>$' $&</p>" });
  assert.match(file, "<style>p::before{content:'$& $1'}</style></head>");
  assert.match(file, "<main><p>$' $&</p>");
});

test('all kept rows are shown up to a limit, and those that are left out are counted', async () => {
  const more = await writeRun(dir, {
    edit: ({ metrics }) => {
      const [row] = metrics.top;
      metrics.top = Array.from({ length: 130 }, (_, index) => ({ ...row, rank: index + 1, row: index, is_anomaly: index < 30 }));
    },
  });
  const rowsOf = (file: string) => file.match(/<tbody class="anomaly"/g)?.length;
  const options = { artifactsDir: dir, pipeline: 'demo', run: more.runId, now };
  const { html: some } = await renderReport(options);
  assert.is(rowsOf(some), 100);
  assert.match(some, 'The run keeps 30 more rows, left out of this report: <code>oads report --rows 130</code> shows all.');
  const { html: all } = await renderReport({ ...options, rows: 130 });
  assert.is(rowsOf(all), 130);
  assert.not.match(all, 'left out of this report');
});

test('no sentence of a report points to a page of the server', async () => {
  const old = await writeRun(dir, { rows: 'a' });
  await writeRun(dir, { rows: 'b', asOf: '2026-03-01T07:00:00.000Z', level: 'withheld' });
  await writeRun(dir, { pipeline: 'second' });
  const named = await renderReport({ artifactsDir: dir, pipeline: 'demo', run: old.runId, now });
  assert.match(named.html, '</code> by its id.</div>');
  const newest = await renderReport({ artifactsDir: dir, pipeline: 'demo', run: null, now });
  assert.match(newest.html, 'Top anomalies of the last good run');
  for (const { html } of [named, newest]) {
    assert.match(html, /<main\b[^>]*><div class="banner plain" role="note"><strong>Report of a run/, 'within the margins of the page');
    assert.match(html, 'All scored rows: <code>anomaly_results.csv</code>');
    assert.match(html, '2 runs in all. </p>');
    assert.not.match(html, /needs-server|See <|As CSV|opening a run|No contact|All 2 pipelines/);
  }
});

test('of a damaged run the report shows what is wrong and no figure', async () => {
  const { runDir } = await writeRun(dir);
  await appendFile(path.join(runDir, 'system_state.json'), ' ');
  const report = await renderReport({ artifactsDir: dir, pipeline: 'demo', run: null, now });
  assert.is(report.state, 'damaged');
  assert.is(report.trust_level, null);
  assert.match(report.html, 'system_state.json');
  assert.not.match(report.html, 'class="anomalies"');
});

test('a run is chosen by its id, the first digits of it, latest or last_good', async () => {
  const first = await writeRun(dir, { rows: 'a' });
  const second = await writeRun(dir, { rows: 'b', asOf: '2026-03-01T07:00:00.000Z', level: 'withheld' });
  assert.equal(await chooseRun(dir, {}), { pipeline: 'demo', runId: null });
  assert.equal(await chooseRun(dir, { run: 'latest', pipeline: 'demo' }), { pipeline: 'demo', runId: null });
  assert.equal(await chooseRun(dir, { run: 'last_good' }), { pipeline: 'demo', runId: first.runId });
  assert.equal(await chooseRun(dir, { run: second.runId }), { pipeline: 'demo', runId: second.runId });
  assert.equal(await chooseRun(dir, { run: second.runId.slice(0, 8) }), { pipeline: 'demo', runId: second.runId });
  const refused = async (options: { pipeline?: string; run?: string }, message: RegExp) => {
    try {
      await chooseRun(dir, options);
    } catch (error) {
      return assert.match((error as Error).message, message);
    }
    assert.unreachable();
  };
  await refused({ run: 'zz' }, /first digits of one, or last_good, got "zz"/);
  await refused({ run: '' }, /got ""/);
  await refused({ pipeline: 'other' }, /expected one pipeline of .*, got "other"/);
  await writeRun(dir, { pipeline: 'second' });
  await refused({}, /expected one pipeline of .*, got 2/);
});

test.run();
