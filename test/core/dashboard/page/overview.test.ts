import { mkdir, rm, writeFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rankLine, sortLines } from '../../../../src/core/dashboard/page/overview/sort-lines.ts';
import { type OverviewLine, summarisePipeline } from '../../../../src/core/dashboard/page/overview/summarise-pipeline.ts';
import { writeRun } from '../../../support/artifacts.ts';
import { closeDashboards, serveDashboard } from '../../../support/dashboard.ts';

const test = suite('dashboard/page/overview');
test.after.each(closeDashboards);

const now = new Date('2026-03-01T08:00:00.000Z');
const unknown = summarisePipeline('x', { state: 'no_data' }, { now, staleAfterSeconds: null });
const line = (name: string, facts: Partial<OverviewLine>): OverviewLine => ({ ...unknown, name, ...facts });
const namesOf = (markup: string) => [...markup.matchAll(/<th scope="row"><a href="\/\?pipeline=([^"]*)"/g)].map(([, name]) => name);

test('worst first: damaged, withheld, stale, fallback, none, rank-only, qualified, certified', () => {
  const lines = [
    line('certified', { mark: 'certified' }),
    line('qualified', { mark: 'qualified' }),
    line('fallback', { mark: 'qualified', isFallback: true }),
    line('rank-only', { mark: 'rank-only' }),
    line('withheld on fallback rows', { mark: 'withheld', isFallback: true }),
    line('no run', { mark: 'no_data' }),
    line('stale', { mark: 'certified', isStale: true, isFallback: true }),
    line('damaged', { mark: 'damaged' }),
  ];
  assert.equal(
    sortLines(lines).map(({ name }) => name),
    ['damaged', 'withheld on fallback rows', 'stale', 'fallback', 'no run', 'rank-only', 'qualified', 'certified'],
  );
});

test('of the same rank the oldest run first, then by name', () => {
  const at = (name: string, confirmedAt: string) => line(name, { mark: 'qualified', confirmedAt });
  const lines = [at('young', '2026-03-01T07:00:00Z'), at('b', '2026-03-01T05:00:00Z'), at('a', '2026-03-01T05:00:00Z')];
  assert.equal(
    sortLines(lines).map(({ name }) => name),
    ['a', 'b', 'young'],
  );
});

test('sorting keeps every line, and never puts a worse one after a better', () => {
  const lines = fc.array(
    fc.record({
      name: fc.string(),
      mark: fc.constantFrom('damaged', 'withheld', 'no_data', 'rank-only', 'qualified', 'certified'),
      isStale: fc.boolean(),
      isFallback: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(lines, (drawn) => {
      const sorted = sortLines(drawn.map(({ name, ...facts }) => line(name, facts as Partial<OverviewLine>)));
      const ranks = sorted.map(rankLine);
      return sorted.length === drawn.length && ranks.every((rank, index) => index === 0 || ranks[index - 1] <= rank);
    }),
  );
});

test('each line: mark, name, word, first reason, ages, quality, drift, rate with interval and n, source', async () => {
  const server = await serveDashboard({ staleAfterSeconds: 1800 });
  const confirmedAt = '2026-03-01T07:01:00.000Z';
  await writeRun(server.dir, { pipeline: 'good', confirmedAt: '2026-03-01T07:50:00.000Z' });
  await writeRun(server.dir, { pipeline: 'old', level: 'qualified', source: 'last_good', confirmedAt });
  const { text } = await server.get('/');
  assert.equal(namesOf(text), ['old', 'good']);
  const [old] = text.slice(text.indexOf('<tbody>')).split('</tr>');
  for (const part of [
    '<svg class="mark mark-stale"',
    'Qualified, but stale</span> <strong class="alarm">fallback</strong>',
    'the data have drifted moderately from the training reference',
    'data-age-seconds="10800">3h',
    'data-age-seconds="3540">59m',
    'pass <small>0 of 2 not passed',
    'moderate <small>1 of 2 drifted',
    '2.00 % <small>95 % 1.47 % to 2.71 %; n 2,000',
    'fallback: last successful load <small><bdi>source_unreachable',
  ])
    assert.match(old, part);
});

test('a damaged run, and one that is not there, are lines among the others', async () => {
  const server = await serveDashboard();
  await writeRun(server.dir, { pipeline: 'good' });
  const { runDir } = await writeRun(server.dir, { pipeline: 'torn' });
  await rm(`${runDir}/quality_snapshot.json`);
  await mkdir(`${server.dir}/empty/runs`, { recursive: true });
  const { text } = await server.get('/');
  assert.equal(namesOf(text), ['torn', 'empty', 'good']);
  assert.match(text, 'no run has finished yet');
  assert.match(text, 'quality_snapshot.json is missing');
});

test('one pipeline is shown as it is; a pipeline that is named, too; and each leads back', async () => {
  const server = await serveDashboard();
  await writeRun(server.dir, { pipeline: 'a' });
  const alone = await server.get('/');
  assert.match(alone.text, '<h1>a</h1>');
  assert.not.match(alone.text, '/pipelines"');
  assert.match((await server.get('/pipelines')).text, '1 pipeline, the worst first');
  await writeRun(server.dir, { pipeline: 'b', level: 'withheld' });
  const { text } = await server.get('/?pipeline=a');
  assert.match(text, '<h1>a</h1>');
  assert.match(text, '<a href="/pipelines">All 2 pipelines</a>');
  assert.match(text, '1 withheld');
});

test('an artifacts directory that cannot be read is said, not hidden', async () => {
  const server = await serveDashboard();
  await writeFile(`${server.dir}/file`, '');
  const broken = await serveDashboard({ artifactsDir: `${server.dir}/file` });
  const answer = await broken.get('/pipelines');
  assert.is(answer.status, 200);
  assert.match(answer.text, 'The artifacts directory cannot be read');
});

test.run();
