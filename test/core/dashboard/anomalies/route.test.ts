import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeRun } from '../../../support/artifacts.ts';
import { closeDashboards, serveDashboard, type TestServer } from '../../../support/dashboard.ts';
import { HOSTILE, makeHostile } from '../../../support/hostile-run.ts';
import { parseCsv } from '../../score/parse-csv.ts';

const test = suite('dashboard/anomalies/route');
let server: TestServer;

test.before.each(async () => {
  server = await serveDashboard();
});
test.after.each(closeDashboards);

const ranksOf = (rows: { rank: number }[]) => rows.map(({ rank }) => rank);

test('answers say how many are available, match and were scored, and what they were chosen by', async () => {
  await writeRun(server.dir);
  const top = await server.getJson('/top-anomalies?filter=f4&flagged=true&sort=flight&order=desc&limit=2&offset=1');
  assert.equal([top.available, top.matching, top.scored], [60, 2, 2000]); // F42, F49; F406 and F413 are not flagged
  assert.equal(ranksOf(top.anomalies), [7]);
  assert.equal(top.selection, { filter: 'f4', reason: null, min_score: null, flagged: 'true', sort: 'flight', order: 'desc' });
  assert.equal([top.sorted_by, top.order, top.limit, top.offset], ['flight', 'desc', 2, 1]);
  assert.equal(Object.keys(top.reference_ranges), ['dep_delay', 'distance']);
  const least = await server.getJson('/top-anomalies?min_score=0.8&filter=&flagged=&order=');
  assert.equal(ranksOf(least.anomalies), [1, 2, 3, 4]);
  assert.is((await server.getJson('/top-anomalies?reason=dep_delay')).matching, 60);
  assert.is((await server.getJson('/top-anomalies?reason=distance')).matching, 0);
});

test('bad values are 400, each with what was expected', async () => {
  await writeRun(server.dir);
  for (const query of [
    'min_score=x',
    'min_score=NaN',
    'flagged=yes',
    'order=up',
    'sort=nothing',
    `sort=${'s'.repeat(201)}`,
    `filter=${'f'.repeat(201)}`,
    'format=xml',
    'limit=',
    'offset=',
  ]) {
    const { status, text } = await server.get(`/top-anomalies?${query}`);
    assert.is(status, 400, query);
    assert.match(JSON.parse(text).detail, `expected "${query.split('=')[0]}"`);
  }
  assert.match(
    JSON.parse((await server.get('/top-anomalies?sort=nothing')).text).detail,
    'rank, score, p_value, flight, origin, got "nothing"',
  );
  assert.is((await server.get('/?limit=101')).status, 400);
});

test('as CSV: all that match, as a file with a safe name; p and q only where they are claimed', async () => {
  const { runId } = await writeRun(server.dir, { level: 'qualified' });
  const { status, headers, text } = await server.get('/top-anomalies?format=csv&sort=rank&order=desc');
  assert.is(status, 200);
  assert.is(headers.get('content-type'), 'text/csv; charset=utf-8; header=present');
  assert.is(headers.get('content-disposition'), `attachment; filename="demo-top-anomalies-${runId}-qualified.csv"`);
  const [header, ...rows] = parseCsv(text);
  assert.equal(header, ['flight', 'origin', 'rank', 'score', 'p_value', 'q_value', 'is_anomaly', 'reasons', 'trust_level']);
  assert.is(rows.length, 60);
  assert.equal(rows[59], ['F0', 'SFO', '1', '0.81', '0.0005', '', 'true', 'dep_delay 400: above 99.98 % of reference', 'qualified']);
  assert.is(parseCsv((await server.get('/top-anomalies?format=csv&limit=3&offset=59')).text).length, 2);
});

test('a withheld, a damaged and no run give a header alone, and the name of the file says why', async () => {
  const header = 'rank,score,p_value,q_value,is_anomaly,reasons,trust_level\r\n';
  const none = await server.get('/top-anomalies?format=csv&sort=flight');
  assert.equal([none.status, none.text], [200, header]);
  assert.match(none.headers.get('content-disposition') ?? '', 'oads-top-anomalies-no_data.csv');
  await writeRun(server.dir);
  const { runId } = await writeRun(server.dir, { level: 'withheld', asOf: '2026-03-01T07:00:00.000Z' });
  const withheld = await server.get('/top-anomalies?format=csv&sort=flight');
  assert.equal([withheld.status, withheld.text], [200, header]);
  assert.match(withheld.headers.get('content-disposition') ?? '', `${runId}-withheld.csv`);
});

test('the page keeps the pipeline and a named run in its links, and shows the last page for an offset beyond it', async () => {
  const { runId } = await writeRun(server.dir);
  await writeRun(server.dir, { asOf: '2026-03-01T07:00:00.000Z' });
  const { text } = await server.get(`/?pipeline=demo&run=${runId}&offset=999&filter=SFO`);
  assert.match(text, '<strong>41 to 60 of 60</strong>');
  assert.match(
    text,
    `href="/?pipeline=demo&amp;run=${runId}&amp;filter=SFO&amp;offset=20#anomalies" data-table="page" data-focus="page-previous"`,
  );
  assert.match(text, `<input type="hidden" name="run" value="${runId}"/>`);
  const newest = await server.get('/');
  assert.match(newest.text, 'href="/?pipeline=demo&amp;offset=20#anomalies"');
  assert.not.match(newest.text, 'name="run"');
});

test('the page sorts by rank and says so where a column is gone; a filter without rows keeps its form', async () => {
  await writeRun(server.dir);
  const { status, text } = await server.get('/?sort=gone&filter=SFO');
  assert.is(status, 200);
  assert.match(text, 'no column of these rows is called <bdi>gone</bdi>');
  assert.match(text, '<th role="columnheader" scope="col" class="number" aria-sort="ascending">');
  const none = (await server.get('/?filter=zzz')).text;
  assert.match(none, '<strong>No row</strong> <small>of 60 kept; 2,000 scored</small>');
  assert.match(none, 'value="zzz"');
});

test('the stand-in of a withheld run is chosen from like any other, and every table names its level', async () => {
  await writeRun(server.dir);
  await writeRun(server.dir, { level: 'withheld', asOf: '2026-03-01T07:00:00.000Z' });
  const { text } = await server.get('/?sort=rank&order=desc');
  assert.match(text, 'Not the current data');
  assert.match(text, 'The trust level of these rows is certified');
  assert.match(text, '<td role="cell" class="number" data-label="Rank">60</td>');
  assert.match(text, '<caption class="unseen">Top anomalies of the last good run (it was certified)</caption>');
});

test('each address keeps what the others ask for: rows chosen, and runs of the history', async () => {
  await writeRun(server.dir);
  const { text } = await server.get('/?pipeline=demo&runs=20&filter=F1&sort=score&limit=10');
  const links = [...text.matchAll(/<a href="([^"]*)" data-table/g)].map(([, href]) => href);
  assert.ok(links.length > 3 && links.every((href) => /[?&](amp;)?runs=20&/.test(href)), links.join('\n'));
  assert.match(text, '<input type="hidden" name="runs" value="20"/>');
  assert.match(text, '<a href="/?pipeline=demo&amp;runs=500&amp;filter=F1&amp;sort=score&amp;limit=10#history"');
  assert.not.match(text, /top-anomalies\?[^"]*runs=/);
});

test('hostile values: the same in JSON, defused in CSV', async () => {
  await writeRun(server.dir, { level: 'qualified', source: 'file', edit: makeHostile });
  const top = await server.getJson('/top-anomalies?limit=100');
  assert.equal(
    top.anomalies.map(({ key }: { key: { flight: string } }) => key.flight),
    HOSTILE,
  );
  const [header, ...rows] = parseCsv((await server.get('/top-anomalies?format=csv')).text);
  assert.is(rows.length, HOSTILE.length);
  assert.is(header.length, rows[0].length);
  for (const cell of [header, ...rows].flat()) assert.not.match(cell, /^[=+@\t\r]|^-(?![\d.])/);
  assert.is(rows[7][0], `'${HOSTILE[7]}`);
  assert.is(rows[0][0], HOSTILE[0]);
  assert.is(rows[6][0].length, 100_000);
});

test.run();
