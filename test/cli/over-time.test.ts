import { readlinkSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runJson, runOads } from '../support/cli.ts';
import { type DailyPipeline, interrupt, makeDailyPipeline, NOW, type RunJson } from '../support/daily-pipeline.ts';

const test = suite('cli/over-time');
let pipeline: DailyPipeline;

test.before(async () => {
  pipeline = await makeDailyPipeline();
});
test.after(() => pipeline.remove());

interface Steps {
  steps: { from: string; state: string; run_id: string | null; trust_level: string; exit_code: number | null }[];
  exit_code: number;
}

test('a backfill writes the runs that a schedule would have written, skips them the next time, and leaves a table', async () => {
  const steps = ['--window', '2026-01-05/2026-01-07', '--step', '1d'];
  const first = await runJson<Steps>(pipeline.run('backfill', ...steps), NOW);
  assert.is(first.code, 0, first.stderr);
  assert.equal(
    first.json.steps.map(({ from, state }) => `${from.slice(0, 10)} ${state}`),
    ['2026-01-05 run', '2026-01-06 run', '2026-01-07 run'],
  );
  const alone = await runJson<RunJson>(pipeline.run('alone', '--as-of', '2026-01-07T00:00:00Z'));
  assert.is(alone.json.run_id, first.json.steps[1].run_id);

  const { code, stdout, stderr } = await runOads(pipeline.run('backfill', ...steps), NOW);
  assert.is(code, 0, stderr);
  assert.match(stdout, /^window +run +rows +anomalies +quality +drift +trust +exit +is$/m);
  assert.match(stdout, /^2026-01-05\/2026-01-06 +[0-9a-f]{16} +1,440 .* certified +0 +skipped$/m);
  assert.match(stdout, /^3 steps: 3 skipped: their runs are there$/m);
  assert.match(stderr, /^step 2 of 3: 2026-01-06\/2026-01-07$/m);
  assert.is(pipeline.latestOf('backfill'), first.json.steps[2].run_id);

  const forced = await runJson<Steps>(pipeline.run('backfill', ...steps, '--force'), NOW);
  assert.equal(
    forced.json.steps.map(({ state, run_id }) => [state, run_id]),
    first.json.steps.map(({ run_id }) => ['there', run_id]),
  );
  assert.is((await runOads(['verify', pipeline.artifactsOf('backfill')])).code, 0);
});

test('the past does not become the present: latest and last_good stay with the rows that reach furthest', async () => {
  const now = await runJson<RunJson>(pipeline.run('past', '--as-of', '2026-01-10T00:00:00Z'));
  const spool = readlinkSync(path.join(pipeline.artifactsOf('past'), 'shipments', 'spool', 'last_good'));
  const past = await runJson<RunJson>(pipeline.run('past', '--window', '2026-01-05/P1D'), NOW);
  assert.equal([past.code, past.json.newer_run], [0, now.json.run_id], past.stderr);
  for (const link of ['latest', 'last_good']) assert.is(pipeline.latestOf('past', link), now.json.run_id);
  assert.is(
    readlinkSync(path.join(pipeline.artifactsOf('past'), 'shipments', 'spool', 'last_good')),
    spool,
    'nor its rows those of the fallback',
  );
  const later = await runJson<RunJson>(pipeline.run('past', '--window', '2026-01-10T00:00Z/PT6H'), NOW);
  assert.equal([later.json.newer_run, pipeline.latestOf('past')], [null, later.json.run_id]);
  assert.is((await runOads(['verify', pipeline.artifactsOf('past')])).code, 0, 'one chain');
});

test('a step that says no counts in the exit code; without the source it stops, and no fallback stands in', async () => {
  const empty = await runJson<Steps>(pipeline.run('no', '--window', '2026-01-03/2026-01-05', '--step', 'P1D'), NOW);
  assert.equal(
    empty.json.steps.map(({ exit_code }) => exit_code),
    [1, 0, 0],
    empty.stderr,
  );
  assert.equal([empty.code, empty.json.exit_code], [1, 1]);
  const away = pipeline.reconfigure('away.yaml', (yaml) =>
    yaml.replace('batch.csv', 'away.csv').replace('key:', 'window: {column: shipped, length: 1d}\nkey:'),
  );
  const gone = ['run', '-c', away, '--artifacts', pipeline.artifactsOf('no'), '--window', '2026-01-06/2026-01-08', '--step', '1d'];
  const stopped = await runOads(gone, NOW);
  assert.is(stopped.code, 3);
  assert.match(stopped.stderr, /^step 2026-01-06\/2026-01-07 failed:\nerror\[OADS_SOURCE/m);
  assert.match(stopped.stdout, /^3 steps: 1 failed, 2 not reached$/m);
  const kept = await runJson<Steps>([...gone, '--keep-going'], NOW);
  assert.equal(
    kept.json.steps.map(({ state }) => state),
    ['failed', 'failed', 'failed'],
  );
});

test('a backfill that was interrupted goes on where it stopped, and ends as if it had not been', async () => {
  const args = (name: string) => pipeline.run(name, '--window', '2026-01-05/2026-01-09', '--step', '1d');
  const stopped = await interrupt(args('stopped'), /step 3 of 5/, 'SIGTERM');
  assert.is(stopped.code, 143, stopped.stderr);
  assert.match(stopped.stdout, /^5 steps: \d written, \d not reached$/m);
  assert.match(stopped.stderr, /error\[OADS_INTERRUPTED\]: stopped by SIGTERM/);
  const left = pipeline.runsOf('stopped');
  assert.ok(left.length >= 2 && left.length < 5 && left.every((name) => !name.startsWith('.')), left.join());
  assert.match((await runOads(args('stopped'), NOW)).stdout, new RegExp(`${left.length} skipped: their runs are there$`, 'm'));
  assert.is((await runOads(args('whole'), NOW)).code, 0);
  assert.equal(pipeline.runsOf('stopped'), pipeline.runsOf('whole'));
});

test('since the last run: from where its rows ended; withheld runs do not count; the same time again is the same run', async () => {
  const since = (asOf: string, ...args: string[]) => runJson<RunJson>(pipeline.run('since', '--since-last', '--as-of', asOf, ...args));
  const first = await since('2026-01-06T00:00:00Z');
  assert.is(first.json.summary.rows_processed, 1440, 'the window of the config');
  assert.is((await since('2026-01-06T12:00:00Z')).json.summary.rows_processed, 720);
  const third = await since('2026-01-08T00:00:00Z');
  assert.is(third.json.summary.rows_processed, 2160);
  const again = await since('2026-01-08T00:00:00Z');
  assert.equal([again.json.run_id, again.json.existed], [third.json.run_id, true]);
  const strict = pipeline.reconfigure('strict.yaml', (yaml) =>
    yaml.replace('values: [air, sea, road]', 'values: [air]').replace('key:', 'window: {column: shipped, length: 1d}\nkey:'),
  );
  const refused = await runOads([
    'run',
    '-c',
    strict,
    '--artifacts',
    pipeline.artifactsOf('since'),
    '--since-last',
    '--as-of',
    '2026-01-09T00:00:00Z',
  ]);
  assert.is(refused.code, 1);
  const after = await since('2026-01-09T12:00:00Z', '--overlap', '6h');
  assert.is(after.json.summary.rows_processed, 36 * 60 + 6 * 60, 'the withheld rows are read again, and six hours before them');
});

test('flags that contradict each other or miss a time column are usage errors', async () => {
  for (const args of [
    pipeline.run('usage', '--every', '5m', '--as-of', '2026-01-01T00:00:00Z'),
    pipeline.run('usage', '--window', '2026-01-05/P1D', '--as-of', '2026-01-01T00:00:00Z'),
    pipeline.run('usage', '--every', '5m', '--window', '2026-01-05/P1D'),
    pipeline.run('usage', '--step', '1d'),
    pipeline.run('usage', '--since-last', '--overlap', 'soon'),
    ['run', '-c', pipeline.config, '--since-last'],
    ['run', '-c', pipeline.config, '--window', '2026-01-05/P1D', '--step', '1d'],
  ]) {
    const { code, stderr } = await runOads(args, NOW);
    assert.is(code, 2, `${args.slice(3).join(' ')}: ${stderr}`);
    assert.match(stderr, /^ {2}hint: /m);
  }
});

test.run();
