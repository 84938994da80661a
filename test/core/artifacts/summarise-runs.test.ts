import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { summariseRuns } from '../../../src/core/artifacts/summarise-runs.ts';
import { InterruptedError } from '../../../src/core/errors.ts';
import { writeRun } from '../../support/artifacts.ts';

const test = suite('artifacts/summarise-runs');
let dir = '';

test.before.each(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'oads-summarise-runs-'));
});
test.after.each(() => rm(dir, { recursive: true, force: true }));

const day = (number: number) => `2026-03-0${number}T06:00:00.000Z`;

test('one summary a run, newest first, with the run that each link leads to', async () => {
  const first = await writeRun(dir, { asOf: day(1) });
  const second = await writeRun(dir, { asOf: day(2), level: 'withheld', source: 'last_good' });
  const { shown, runs, latest, last_good, problems } = await summariseRuns(dir, 'demo');
  assert.equal([runs, latest, last_good, problems], [2, second.runId, first.runId, []]);
  assert.equal(
    shown.map(({ run_id }) => run_id),
    [second.runId, first.runId],
  );
  const { summary } = first.system;
  assert.equal(shown[1], {
    pipeline: 'demo',
    run_id: first.runId,
    finished_at: first.manifest.finished_at,
    as_of: day(1),
    rows: summary.rows_processed,
    anomaly_rate: summary.anomaly_rate,
    quality: summary.quality_flag,
    drift: summary.drift_flag,
    trust_level: 'certified',
    source_used: 'primary',
    fallback_reason: null,
    reasons: [],
    state: 'ok',
    problems: [],
    latest: false,
    last_good: true,
  });
  assert.equal(shown[0].reasons, second.system.trust.reasons);
  assert.equal([shown[0].trust_level, shown[0].source_used, shown[0].latest, shown[0].last_good], ['withheld', 'last_good', true, false]);
});

test('a limit takes the newest; since when takes those that finished then or later', async () => {
  const runs = [];
  for (const number of [1, 2, 3, 4]) runs.push(await writeRun(dir, { asOf: day(number), finishedAt: day(number) }));
  const idsOf = async (options: Parameters<typeof summariseRuns>[2]) =>
    (await summariseRuns(dir, 'demo', options)).shown.map(({ run_id }) => run_id);
  assert.equal(await idsOf({ limit: 2 }), [runs[3].runId, runs[2].runId]);
  assert.equal(await idsOf({ since: new Date(day(3)) }), [runs[3].runId, runs[2].runId]);
  assert.equal(await idsOf({ since: new Date(day(2)), limit: 1 }), [runs[3].runId]);
  assert.equal(await idsOf({ since: new Date(day(5)) }), []);
  assert.is((await summariseRuns(dir, 'demo', { limit: 1 })).runs, 4, 'all are counted');
});

test('damaged runs are told and stop nothing: no manifest, one of another run, an altered state', async () => {
  const runs = [];
  for (const number of [1, 2, 3, 4]) runs.push(await writeRun(dir, { asOf: day(number), finishedAt: day(number) }));
  await rm(path.join(runs[0].runDir, 'manifest.json'));
  await writeFile(path.join(runs[1].runDir, 'manifest.json'), JSON.stringify(runs[3].manifest));
  await writeFile(path.join(runs[2].runDir, 'system_state.json'), `${JSON.stringify(runs[2].system, null, 1)}\n`);
  const { shown } = await summariseRuns(dir, 'demo');
  const found = new Map(shown.map((run) => [run.run_id, run]));
  assert.equal(found.get(runs[3].runId)?.problems, []);
  for (const [index, problem] of [
    [0, /^manifest\.json is missing/],
    [1, /^manifest\.json is that of run/],
    [2, /^system_state\.json has \d+ bytes, the manifest says/],
  ] as const) {
    const run = found.get(runs[index].runId);
    assert.is(run?.state, 'damaged');
    assert.match(run?.problems.join() ?? '', problem);
    assert.is(run?.rows, null, 'nothing is said that was not checked');
  }
});

test('a link that leads nowhere is a problem of the pipeline', async () => {
  await writeRun(dir, {});
  await rm(path.join(dir, 'demo', 'latest'));
  await symlink('../elsewhere', path.join(dir, 'demo', 'latest'));
  const { latest, problems } = await summariseRuns(dir, 'demo');
  assert.is(latest, null);
  assert.match(problems.join(), /^latest points to "\.\.\/elsewhere"/);
});

test('who asks it to stop gets an error, not half a list', async () => {
  await writeRun(dir, {});
  try {
    await summariseRuns(dir, 'demo', { signal: AbortSignal.abort(new InterruptedError()) });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, InterruptedError);
  }
});

test.run();
