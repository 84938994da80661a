import type { ChildProcess } from 'node:child_process';
import { readdirSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliOptions, runJson, runOads, scratchDir, startOads } from '../support/cli.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

const test = suite('cli/over-time');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;
let config: string;

/** Without the as-of time that all other tests run at. */
const NOW: CliOptions = { env: { OADS_AS_OF: '' } };

test.before(async () => {
  scratch = await scratchDir();
  pipeline = await makeSmallPipeline(scratch.dir);
  pipeline.writeBatch('batch.csv', makeShipments(6 * 1440, 2, 5000)); // 4 January, 11:20, to 10 January, 11:19
  config = pipeline.reconfigure('daily.yaml', (yaml) => yaml.replace('key:', 'window: {column: shipped, length: 1d}\nkey:'));
});
test.after(() => scratch.remove());

const artifactsOf = (name: string) => path.join(scratch.dir, 'artifacts', name);
const latestOf = (name: string, link = 'latest') => path.basename(readlinkSync(path.join(artifactsOf(name), 'shipments', link)));
const runsOf = (name: string) => readdirSync(path.join(artifactsOf(name), 'shipments', 'runs')).sort();
const run = (name: string, ...args: string[]) => ['run', '-c', config, '--artifacts', artifactsOf(name), ...args];

interface Steps {
  steps: { from: string; state: string; run_id: string | null; trust_level: string; exit_code: number | null }[];
  exit_code: number;
}
interface Run {
  run_id: string;
  summary: { rows_processed: number; trust_level: string };
  trust: { reasons: { code: string; evidence: string }[]; reference: Record<string, unknown> };
  newer_run: string | null;
  existed: boolean;
}

test('a backfill writes the runs that a schedule would have written, skips them the next time, and leaves a table', async () => {
  const steps = ['--window', '2026-01-05/2026-01-07', '--step', '1d'];
  const first = await runJson<Steps>(run('backfill', ...steps), NOW);
  assert.is(first.code, 0, first.stderr);
  assert.equal(
    first.json.steps.map(({ from, state }) => `${from.slice(0, 10)} ${state}`),
    ['2026-01-05 run', '2026-01-06 run', '2026-01-07 run'],
  );
  const alone = await runJson<Run>(run('alone', '--as-of', '2026-01-07T00:00:00Z'));
  assert.is(alone.json.run_id, first.json.steps[1].run_id);

  const { code, stdout, stderr } = await runOads(run('backfill', ...steps), NOW);
  assert.is(code, 0, stderr);
  assert.match(stdout, /^window +run +rows +anomalies +quality +drift +trust +exit +is$/m);
  assert.match(stdout, /^2026-01-05\/2026-01-06 +[0-9a-f]{16} +1,440 .* certified +0 +skipped$/m);
  assert.match(stdout, /^3 steps: 3 skipped: their runs are there$/m);
  assert.match(stderr, /^step 2 of 3: 2026-01-06\/2026-01-07$/m);
  assert.is(latestOf('backfill'), first.json.steps[2].run_id);

  const forced = await runJson<Steps>(run('backfill', ...steps, '--force'), NOW);
  assert.equal(
    forced.json.steps.map(({ state, run_id }) => [state, run_id]),
    first.json.steps.map(({ run_id }) => ['there', run_id]),
  );
  assert.is((await runOads(['verify', artifactsOf('backfill')])).code, 0);
});

test('the past does not become the present: latest and last_good stay with the rows that reach furthest', async () => {
  const now = await runJson<Run>(run('past', '--as-of', '2026-01-10T00:00:00Z'));
  const spool = readlinkSync(path.join(artifactsOf('past'), 'shipments', 'spool', 'last_good'));
  const past = await runJson<Run>(run('past', '--window', '2026-01-05/P1D'), NOW);
  assert.equal([past.code, past.json.newer_run], [0, now.json.run_id], past.stderr);
  for (const link of ['latest', 'last_good']) assert.is(latestOf('past', link), now.json.run_id);
  assert.is(readlinkSync(path.join(artifactsOf('past'), 'shipments', 'spool', 'last_good')), spool, 'nor its rows those of the fallback');
  const later = await runJson<Run>(run('past', '--window', '2026-01-10T00:00Z/PT6H'), NOW);
  assert.equal([later.json.newer_run, latestOf('past')], [null, later.json.run_id]);
  assert.is((await runOads(['verify', artifactsOf('past')])).code, 0, 'one chain');
});

test('a step that says no counts in the exit code; without the source it stops, and no fallback stands in', async () => {
  const empty = await runJson<Steps>(run('no', '--window', '2026-01-03/2026-01-05', '--step', 'P1D'), NOW);
  assert.equal(
    empty.json.steps.map(({ exit_code }) => exit_code),
    [1, 0, 0],
    empty.stderr,
  );
  assert.equal([empty.code, empty.json.exit_code], [1, 1]);
  const away = pipeline.reconfigure('away.yaml', (yaml) =>
    yaml.replace('batch.csv', 'away.csv').replace('key:', 'window: {column: shipped, length: 1d}\nkey:'),
  );
  const gone = ['run', '-c', away, '--artifacts', artifactsOf('no'), '--window', '2026-01-06/2026-01-08', '--step', '1d'];
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

/** Sends the signal once stderr says so. */
async function interrupt(args: string[], said: RegExp, signal: NodeJS.Signals) {
  let text = '';
  const onStart = (child: ChildProcess) =>
    child.stderr?.on('data', (chunk: string) => {
      const before = said.test(text);
      text += chunk;
      if (!before && said.test(text)) child.kill(signal);
    });
  return startOads(args, { ...NOW, onStart }).finished;
}

test('a backfill that was interrupted goes on where it stopped, and ends as if it had not been', async () => {
  const args = (name: string) => run(name, '--window', '2026-01-05/2026-01-09', '--step', '1d');
  const stopped = await interrupt(args('stopped'), /step 3 of 5/, 'SIGTERM');
  assert.is(stopped.code, 143, stopped.stderr);
  assert.match(stopped.stdout, /^5 steps: \d written, \d not reached$/m);
  assert.match(stopped.stderr, /error\[OADS_INTERRUPTED\]: stopped by SIGTERM/);
  const left = runsOf('stopped');
  assert.ok(left.length >= 2 && left.length < 5 && left.every((name) => !name.startsWith('.')), left.join());
  assert.match((await runOads(args('stopped'), NOW)).stdout, new RegExp(`${left.length} skipped: their runs are there$`, 'm'));
  assert.is((await runOads(args('whole'), NOW)).code, 0);
  assert.equal(runsOf('stopped'), runsOf('whole'));
});

test('since the last run: from where its rows ended; withheld runs do not count; the same time again is the same run', async () => {
  const since = (asOf: string, ...args: string[]) => runJson<Run>(run('since', '--since-last', '--as-of', asOf, ...args));
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
    artifactsOf('since'),
    '--since-last',
    '--as-of',
    '2026-01-09T00:00:00Z',
  ]);
  assert.is(refused.code, 1);
  const after = await since('2026-01-09T12:00:00Z', '--overlap', '6h');
  assert.is(after.json.summary.rows_processed, 36 * 60 + 6 * 60, 'the withheld rows are read again, and six hours before them');
});

test('a watch makes the runs that single commands would have made, a line each with --json', async () => {
  const { code, stdout, stderr } = await runOads(run('watch', '--every', '200ms', '--max-runs', '2', '--json'), NOW);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Run & { due: string; missed: string[]; as_of: string; exit_code: number });
  assert.equal([code, lines.length], [1, 2], stderr);
  assert.ok(lines.every(({ due, as_of, exit_code }) => due === as_of && exit_code === 1 && Date.parse(due) % 200 === 0));
  const alone = await runJson<Run>(run('single', '--as-of', lines[1].due));
  assert.is(alone.json.run_id, lines[1].run_id);
});

test('a failing run is reported and the watch goes on; a config that cannot be used ends it before it begins', async () => {
  const away = pipeline.reconfigure('no-source.yaml', (yaml) => yaml.replace('batch.csv', 'away.csv'));
  const args = ['run', '-c', away, '--artifacts', artifactsOf('fails'), '--every', '* * * * * *', '--max-runs', '2'];
  const failing = await runOads(args, NOW);
  assert.is(failing.code, 3);
  assert.is(failing.stderr.match(/error\[OADS_SOURCE/g)?.length, 2, failing.stderr);
  const broken = pipeline.reconfigure('broken.yaml', (yaml) => yaml.replace('check: range', 'check: rage'));
  assert.is((await runOads(['run', '-c', broken, '--every', '0 0 1 1 *'], NOW)).code, 2);
});

test('SIGINT and SIGTERM end a waiting watch at once, with 130 and 143', async () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const stopped = await interrupt(run('waits', '--every', '0 0 1 1 *', '--verbose'), /^watch: /m, signal);
    assert.equal([stopped.code, stopped.stdout], [code, ''], stopped.stderr);
  }
});

test('flags that contradict each other or miss a time column are usage errors', async () => {
  for (const args of [
    run('usage', '--every', '5m', '--as-of', '2026-01-01T00:00:00Z'),
    run('usage', '--window', '2026-01-05/P1D', '--as-of', '2026-01-01T00:00:00Z'),
    run('usage', '--every', '5m', '--window', '2026-01-05/P1D'),
    run('usage', '--step', '1d'),
    run('usage', '--since-last', '--overlap', 'soon'),
    ['run', '-c', pipeline.config, '--since-last'],
    ['run', '-c', pipeline.config, '--window', '2026-01-05/P1D', '--step', '1d'],
  ]) {
    const { code, stderr } = await runOads(args, NOW);
    assert.is(code, 2, `${args.slice(3).join(' ')}: ${stderr}`);
    assert.match(stderr, /^ {2}hint: /m);
  }
});

test('an old reference opens no more than qualified; its age is in the summary and the artifacts', async () => {
  const aged = pipeline.reconfigure('aged.yaml', (yaml) => `${yaml}reference: {max_age: 5d}\n`);
  const at = (asOf: string) =>
    runJson<Run & { reference_age_seconds: number }>(['run', '-c', aged, '--artifacts', artifactsOf('aged'), '--as-of', asOf]);
  const old = await at('2026-01-12T11:19:00Z');
  assert.equal([old.code, old.json.summary.trust_level, old.json.reference_age_seconds], [0, 'qualified', 8 * 86_400], old.stderr);
  assert.equal(
    old.json.trust.reasons.map(({ code }) => code),
    ['reference_old'],
  );
  assert.is(old.json.trust.reasons[0].evidence, 'it ends 2026-01-04T11:19:00Z, 8d before the as-of time; the limit is 5d');
  assert.equal(old.json.trust.reference, { from: '2026-01-01T00:00:00Z', to: '2026-01-04T11:19:00Z', max_age_seconds: 432_000 });
  const text = await runOads(['run', '-c', config, '--artifacts', artifactsOf('aged'), '--as-of', '2026-01-08T11:19:00Z']);
  assert.match(text.stdout, /^reference +ends 2026-01-04T11:19:00Z, 4d before the as-of time$/m);
  assert.match(text.stdout, /^trust level +certified$/m, 'without a limit an age is no reason');
});

test('a new bundle is compared, promoted and taken back; the runs after it read it', async () => {
  const place = path.join(scratch.dir, 'model');
  const bundleOf = async () =>
    (await runJson<{ trust: { model: { bundle_sha256: string } } }>(run('promoted', '--as-of', '2026-01-09T00:00:00Z'))).json.trust.model
      .bundle_sha256;
  const old = await bundleOf();
  const fit = ['fit', '-c', pipeline.config, '--reference', pipeline.batch, '--compare'];
  const { code, json, stderr } = await runJson<{ dir: string; digest: string; replaced: string | null; comparison: Record<string, never> }>(
    fit,
  );
  assert.equal([code, json.dir, json.replaced], [0, `${place}.next`, null], stderr);
  const { scores, old_saw_the_rows, verdict, drift } = json.comparison as unknown as {
    scores: {
      rows: number;
      rank_correlation: number;
      top: { rows: number; common: number };
      old: { flagged: { n: number } };
      new: { flagged: { count: number } };
    };
    old_saw_the_rows: string;
    verdict: string;
    drift: { verdict: string };
  };
  assert.equal([scores.rows, scores.old.flagged.n, scores.top.rows, old_saw_the_rows, drift.verdict], [1000, 1000, 10, 'no', 'none']);
  assert.ok(scores.rank_correlation > 0.8 && scores.top.common > 5 && scores.new.flagged.count < 25, JSON.stringify(scores));
  assert.is(verdict, 'they rank these rows much alike; the new reference shows no drift from the old one.');
  assert.is(await bundleOf(), old, 'to compare replaces nothing');

  const promoted = await runJson<{ digest: string; replaced: string; previous: string; unchanged: boolean }>([
    'promote',
    '-c',
    pipeline.config,
  ]);
  assert.equal([promoted.code, promoted.json.digest, promoted.json.replaced], [0, json.digest, old], promoted.stderr);
  assert.is(realpathSync(promoted.json.previous), realpathSync(`${place}.previous`));
  assert.is(await bundleOf(), json.digest);
  assert.ok((await runJson<{ unchanged: boolean }>(['promote', '-c', pipeline.config])).json.unchanged);
  assert.match((await runOads(['promote', '--back', '-c', pipeline.config])).stdout, /promoted from .*model\.previous$/m);
  assert.is(await bundleOf(), old);
  assert.is((await runOads(['promote', path.join(scratch.dir, 'nowhere'), '-c', pipeline.config])).code, 4);
  const other = pipeline.reconfigure('other.yaml', (yaml) => yaml.replace('column: hours}', 'column: hours, transform: log1p}'));
  assert.match((await runOads(['promote', '-c', other])).stderr, /OADS_MODEL_FEATURES/);
  assert.is((await runOads(['promote', '--back', `${place}.next`, '-c', pipeline.config])).code, 2);
});

test.run();
