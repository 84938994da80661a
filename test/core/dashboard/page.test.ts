import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { point, writeRun } from '../../support/artifacts.ts';
import { closeDashboards, serveDashboard, type TestServer } from '../../support/dashboard.ts';

const test = suite('dashboard/page');
let server: TestServer;

test.before.each(async () => {
  server = await serveDashboard();
});
test.after.each(closeDashboards);

async function page(): Promise<string> {
  const answer = await server.get('/');
  assert.is(answer.status, 200);
  assert.is(answer.headers.get('content-type'), 'text/html; charset=utf-8');
  return answer.text;
}

/** Every tag is closed by its own, in order: escaping or a template gone wrong would break this. */
function assertBalanced(markup: string): void {
  const open: string[] = [];
  for (const [, slash, name, rest] of markup.matchAll(/<(\/?)([a-z0-9]+)((?:"[^"]*"|[^">])*)>/g)) {
    if (['meta', 'link', 'br'].includes(name) || rest.endsWith('/')) continue;
    if (slash) assert.is(open.pop(), name, `</${name}> closes the last open tag`);
    else open.push(name);
  }
  assert.equal(open, []);
}

test('certified: word, shape, ages, every claim', async () => {
  const { runId } = await writeRun(server.dir);
  const text = await page();
  assertBalanced(text);
  assert.match(text, '<title>certified · demo · oads</title>');
  assert.match(text, '</span> Certified</h2>');
  assert.match(text, '<svg class="mark mark-certified"');
  assert.match(
    text,
    'data-age-seconds="10800">3h</span> <span class="at">(<time datetime="2026-03-01T05:00:00.000Z">2026-03-01 05:00:00 UTC</time>)',
  );
  assert.match(text, '2.00 % <small>95 % interval 1.47 % to 2.71 %; 40 of 2,000 rows</small>');
  assert.match(text, '40 <small>of 40 flagged</small>');
  assert.match(text, 'p-value</a></th>');
  assert.match(text, 'q-value</th><th role="columnheader" scope="col" class="unsorted">Flagged');
  assert.match(text, 'above 99.98 % of reference');
  assert.match(text, 'threshold 0.62');
  assert.match(text, runId);
  assert.not.match(text, 'class="banner warn"');
});

test('the sign, the word and the text of a reason agree', async () => {
  await writeRun(server.dir, {
    edit: ({ metrics }) => {
      metrics.top[0].reasons = [
        { feature: 'hour', value: 11, direction: 'typical', percentile: 0.45, contribution: 0.1, text: 'hour 11: at the reference median' },
      ];
    },
  });
  assert.match(await page(), '<span aria-hidden="true">≈</span> typical</span> <bdi>hour 11: at the reference median</bdi>');
});

test('qualified shows p alone, rank only neither', async () => {
  await writeRun(server.dir, { level: 'qualified' });
  const qualified = await page();
  assertBalanced(qualified);
  assert.match(qualified, 'the data have drifted moderately from the training reference');
  assert.match(qualified, '>p-value</a></th>');
  assert.not.match(qualified, 'class="number">q-value</th>');
  assert.match(qualified, 'not claimed');
  assert.match(qualified, '1 without drift');
  assert.ok(
    qualified.indexOf('>dep_delay</bdi> <span class="verdict-word">') < qualified.indexOf('>distance</bdi> <span class="verdict-word">'),
    'drifted features come first',
  );
  await writeRun(server.dir, { level: 'rank-only', asOf: '2026-03-01T07:00:00.000Z' });
  const rankOnly = await page();
  assertBalanced(rankOnly);
  assert.not.match(rankOnly, 'p-value</a></th>');
  assert.not.match(rankOnly, 'class="number">q-value</th>');
});

test('fallback rows that were certified before: the page shows the newest run, and names the other', async () => {
  const good = await writeRun(server.dir, { rows: 'a' });
  const fallback = await writeRun(server.dir, { rows: 'a', asOf: '2026-03-01T07:00:00.000Z', level: 'qualified', source: 'last_good' });
  await point(path.join(server.dir, 'demo', 'last_good'), `runs/${good.runId}`);
  const text = await page();
  assertBalanced(text);
  assert.match(text, '</span> Qualified</h2>');
  assert.match(text, `data-run="${fallback.runId}"`);
  assert.match(text, '<strong>Fallback data</strong>');
  assert.match(text, `The same rows were certified in run <code>${good.runId}</code>, <span class="age" data-age-seconds="7140">1h 59m`);
  const withheld = await writeRun(server.dir, { rows: 'a', asOf: '2026-03-01T07:30:00.000Z', level: 'withheld', source: 'last_good' });
  const hidden = await page();
  assert.match(hidden, `data-run="${withheld.runId}"`);
  assert.match(hidden, `The same rows were certified in run <code>${good.runId}</code>`);
  assert.match(hidden, 'Top anomalies of the last good run (it was certified)');
});

test('fallback rows that no run judged higher name none', async () => {
  await writeRun(server.dir, { rows: 'a' });
  await writeRun(server.dir, { rows: 'b', asOf: '2026-03-01T07:00:00.000Z', level: 'qualified', source: 'file' });
  const text = await page();
  assert.match(text, '<strong>Fallback data</strong>');
  assert.not.match(text, 'The same rows');
});

test('withheld: the reason, then the last good run under a banner with its age', async () => {
  await writeRun(server.dir);
  await writeRun(server.dir, { level: 'withheld', asOf: '2026-03-01T07:00:00.000Z' });
  const text = await page();
  assertBalanced(text);
  assert.match(text, '</span> Withheld</h2>');
  assert.match(text, 'The results of this run are withheld');
  assert.match(text, 'quality failed and the gate blocks');
  assert.match(text, 'Not the current data');
  assert.match(text, 'Top anomalies of the last good run (it was certified)');
  assert.not.match(text, 'Top anomalies: certified');
  assert.match(text, 'data-age-seconds="7140">1h 59m</span>');
  assert.ok(text.indexOf('>not_null_origin<') < text.indexOf('>row_count<'), 'failed checks come first');
  assert.not.match(text, 'id="scores"');
});

test('a last good run that was of fallback data says so where it stands in, with its reasons and the age of its data', async () => {
  await writeRun(server.dir, { level: 'qualified', source: 'last_good' });
  await writeRun(server.dir, { level: 'withheld', asOf: '2026-03-01T07:00:00.000Z' });
  const text = await page();
  assertBalanced(text);
  const banner = text.slice(text.indexOf('Not the current data'), text.indexOf('<form class="choose"'));
  assert.match(banner, 'Not the current data, and fallback data then');
  assert.match(banner, 'Data age: <span class="age" data-age-seconds="10800">3h</span>');
  assert.match(banner, 'Source: fallback: last successful load because of <bdi>source_unreachable</bdi>');
  assert.match(banner, 'It was qualified. <ul class="reasons"><li><bdi>the data have drifted moderately');
});

test('withheld without any earlier good run shows no anomaly at all', async () => {
  await writeRun(server.dir, { level: 'withheld' });
  const text = await page();
  assertBalanced(text);
  assert.match(text, 'There is no earlier good run');
  assert.not.match(text, 'id="anomalies"');
});

test('fallback data stand under a loud banner with the reason', async () => {
  await writeRun(server.dir, { level: 'qualified', source: 'last_good' });
  const text = await page();
  assertBalanced(text);
  assert.match(text, '<strong>Fallback data</strong>');
  assert.match(text, 'the rows of the last successful load. Reason: <bdi>source_unreachable</bdi>.');
});

test('hostile values are shown as text, everywhere', async () => {
  const hostile = `<script>alert("1")</script>'"\`&<img src=x onerror=alert(1)>\u0000\u202e`;
  await writeRun(server.dir, {
    level: 'qualified',
    source: 'file',
    edit: ({ metrics, quality, drift, system }) => {
      metrics.top[0].key = { [hostile]: hostile, origin: hostile };
      metrics.top[0].reasons[0].text = hostile;
      metrics.fdr.why_not = hostile;
      if (metrics.model) metrics.model.name = hostile;
      quality.contract_broken = [hostile];
      quality.checks[0] = {
        ...quality.checks[0],
        status: 'fail',
        id: hostile,
        check: hostile,
        columns: [hostile],
        observed: hostile,
        expected: hostile,
        hint: hostile,
        description: hostile,
        samples: [{ row: 1, values: { [hostile]: hostile } }],
      };
      drift.why_unavailable = hostile;
      drift.reasons = [hostile];
      if (drift.reference) drift.reference.period = hostile;
      drift.features[0].feature = hostile;
      drift.features[0].reasons = [hostile];
      drift.features[0].histogram.labels[0] = hostile;
      system.summary.fallback_reason = hostile;
      system.trust.claims.why_not = hostile;
      system.trust.reasons[0].message = hostile;
      system.trust.reasons[0].evidence = hostile;
    },
  });
  const text = await page();
  assertBalanced(text);
  assert.not.match(text, '<script>');
  assert.not.match(text, '<img');
  assert.not.match(text, '\u0000');
  assert.equal([...text.matchAll(/<script/g)].length, 2); // the page's own
  const escaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&quot;&#96;&amp;&lt;img src=x onerror=alert(1)&gt;';
  assert.ok(text.split(escaped).length > 20, 'each of them is there, escaped');
  const top = JSON.parse((await server.get('/top-anomalies?limit=1')).text);
  assert.is(top.anomalies[0].key.origin, hostile);
});

test('nothing inline, nothing from elsewhere', async () => {
  await writeRun(server.dir);
  const text = await page();
  assert.not.match(text, /\sstyle=/);
  assert.not.match(text, /\son[a-z]+=/);
  assert.not.match(text, /<style/);
  assert.not.match(text, /(href|src)="(?!\/[^/]|#)/);
});

test('a script or a source given twice, very long values and empty lists do not break the page', async () => {
  await writeRun(server.dir, {
    edit: ({ metrics, quality, drift }) => {
      metrics.top = [{ ...metrics.top[0], key: { id: 'x'.repeat(5000) }, reasons: [] }];
      quality.checks = [];
      drift.features = [];
      if (metrics.scores) metrics.scores.histogram = { edges: [], current: [], calibration: [] };
    },
  });
  const text = await page();
  assertBalanced(text);
  assert.not.match(text, 'x'.repeat(250));
  assert.match(text, 'No check is configured.');
  assert.not.match(text, 'NaN');
});

test.run();
