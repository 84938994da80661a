import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findPublicDir } from '../../../../src/core/dashboard/http/serve-public.ts';
import { writeRun } from '../../../support/artifacts.ts';
import { crowdRun, describeSegments } from '../../../support/crowded-run.ts';
import { closeDashboards, serveDashboard } from '../../../support/dashboard.ts';

const test = suite('dashboard/page/run');
test.after.each(closeDashboards);

async function serveCrowded(): Promise<string> {
  const server = await serveDashboard();
  await writeRun(server.dir, { level: 'rank-only', edit: crowdRun, segments: describeSegments });
  return (await server.get('/')).text;
}
const between = (text: string, start: string, end: string) => text.slice(text.indexOf(start), text.indexOf(end, text.indexOf(start)));
const count = (text: string, part: string) => text.split(part).length - 1;

test('300 checks: what did not pass is open, 50 of it at once; passes are folded', async () => {
  const quality = between(await serveCrowded(), '<section id="quality"', '</section>');
  const [open] = quality.split('<details><summary>25 more that did not pass</summary>');
  assert.is(count(open, '<tr class="status-warn"'), 50);
  assert.is(count(open, '<tr class="status-pass"'), 0);
  assert.is(count(between(quality, '<summary>225 passed</summary>', '</table>'), '<tr class="status-pass"'), 225);
});

test('the quarantine names the rules that set rows aside, each with its n', async () => {
  const quality = between(await serveCrowded(), '<section id="quality"', '</section>');
  assert.match(quality, '3 set aside in quarantine (by <bdi>check 1</bdi>: 1 of 1,000,000,000 rows, ');
  assert.match(quality, 'and 65 more rules)');
});

test('a share too small for its digits is not shown as none', async () => {
  assert.match(await serveCrowded(), '1.0e-7 % <small>95 % interval 1.0e-8 % to 6.0e-7 %; 1 of 1,000,000,000 rows');
});

test('400 features: the worst in the order of the run, 24 at once; further ones small', async () => {
  const drift = between(await serveCrowded(), '<section id="drift"', '</section>');
  const statuses = [...drift.matchAll(/<article class="feature drift-([a-z]+)"/g)].map(([, status]) => status);
  assert.is(statuses.length, 400);
  const order = ['severe', 'moderate', 'insufficient', 'none'];
  assert.equal(
    statuses,
    [...statuses].sort((a, b) => order.indexOf(a) - order.indexOf(b)),
  );
  const [open] = drift.split('more that drifted or could not be told</summary>');
  assert.is(count(open, '<article'), 24);
  assert.is(count(drift, '<summary>all figures'), 60);
  assert.ok(drift.length < 1_000_000);
});

test('an effect stands with its interval in figures and drawn, its thresholds, q-value and both n', async () => {
  const server = await serveDashboard();
  await writeRun(server.dir, { level: 'qualified' });
  const article = between((await server.get('/')).text, '<article class="feature drift-moderate"', '</article>');
  assert.match(article, 'population stability <strong>0.14</strong> <small>95 % interval 0.11 to 0.17</small><svg class="interval"');
  assert.match(article, 'class="limit-moderate"');
  assert.match(article, 'class="limit-severe"');
  assert.match(article, 'q-value 4.00e-4; 2,000 rows against 10,000');
  // One filled path and one outline over the same bins, and each bin under the pointer.
  assert.match(article, /<path class="current" d="M[^"]+z"\/><path class="outline" d="M0 [^"]+"\/>/);
  assert.match(article, '<title>&gt; 10 to 30: reference 40.0 %, now 45.0 %</title>');
});

test('dependence, season and segments: verdicts with n, intervals and q-values', async () => {
  const text = await serveCrowded();
  assert.match(text, 'Changed dependence of features: severe');
  assert.match(text, '21.0 % <small>95 % interval 18.0 % to 24.0 %; 2,000 rows against 10,000</small>');
  assert.match(text, 'Against the same season: moderate');
  assert.match(text, 'which is worth 812 rows');
  const segments = between(text, '<section id="segments"', '</section>');
  assert.match(segments, 'Segments: rank-only');
  assert.match(segments, '210 expected');
  assert.match(segments, 'q-value &lt; 1e-300; 200 rows against 900');
  assert.match(segments, '<strong>high</strong> 25.0 % <small>95 % interval 19.5 % to 31.4 %; 50 of 200 rows');
  assert.match(segments, 'missing: expected and gone');
  assert.match(segments, '100 expected; q-value 1.00e-9');
});

test('every table cell that becomes a card says its column, and headings go down one step at a time', async () => {
  const text = await serveCrowded();
  const stacks = [...text.matchAll(/<table class="[a-z ]*stack">(.*?)<\/table>/gs)].map(([, table]) => table);
  const opened = count(text, '<table class="placed stack"');
  assert.is(opened, 20);
  assert.is(stacks.length, 6 + opened);
  for (const [cell] of stacks.join().matchAll(/<td[^>]*>/g)) assert.match(cell, /data-label="[a-z -]+"|verdict-word/);
  const levels = [...text.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
  assert.is(levels[0], 1);
  assert.is(
    levels.findIndex((level, index) => index > 0 && level > levels[index - 1] + 1),
    -1,
  );
});

test('a stale run, a named older one, a missing one and a torn one are said before any number', async () => {
  const server = await serveDashboard({ staleAfterSeconds: 3600 });
  const first = await writeRun(server.dir, { confirmedAt: '2026-03-01T06:01:00Z' });
  const stale = (await server.get('/')).text;
  assert.match(stale, 'Stale: no run for too long');
  assert.match(stale, '<title>certified, but stale · demo');
  assert.match(stale, '</span> Certified, but stale</h2>');
  assert.match(stale, '<section class="trust level-stale"');
  assert.match(stale, 'Top anomalies: certified, but stale</h2>');
  assert.not.match(stale, 'mark-certified');
  const second = await writeRun(server.dir, { asOf: '2026-03-01T07:00:00.000Z', confirmedAt: '2026-03-01T07:30:00Z' });
  assert.not.match((await server.get('/')).text, 'Stale: no run');
  const older = (await server.get(`/?pipeline=demo&run=${first.runId}`)).text;
  assert.match(older, '<strong>Not the newest run</strong>');
  assert.match(older, '<a href="/?pipeline=demo">the newest run</a>');
  assert.not.match((await server.get(`/?pipeline=demo&run=${second.runId}`)).text, 'Not the newest run');
});

test('the colours of dark are those of light, and every stylesheet that is linked is there', async () => {
  const dir = findPublicDir();
  const namesIn = (file: string) => [...readFileSync(path.join(dir, file), 'utf8').matchAll(/^ {2}(--[a-z-]+):/gm)].map(([, name]) => name);
  assert.ok(namesIn('colours.css').length > 10);
  assert.equal(namesIn('dark.css'), namesIn('colours.css'));
  const linked = [...(await serveCrowded()).matchAll(/rel="stylesheet" href="\/([^"]+)"/g)].map(([, name]) => name);
  const there = readdirSync(dir).filter((name) => name.endsWith('.css'));
  const ofLibraries = ['uPlot.min.css']; // beside these only once built
  const ofTheSignIn = 'login.css';
  assert.equal(linked.sort(), [...there.filter((name) => name !== ofTheSignIn), ...ofLibraries].sort());
});

test.run();
