import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { followChain } from '../../../src/core/artifacts/list-run-ids.ts';
import { checkedLayout } from '../../../src/core/artifacts/read-runs.ts';
import { readTimeline, type TimelineOptions } from '../../../src/core/artifacts/read-timeline.ts';
import { type WrittenRun, writeManifest, writeRun } from '../../support/artifacts.ts';

const test = suite('artifacts/read-timeline');
let dir = '';

test.before.each(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'oads-read-timeline-'));
});
test.after.each(() => rm(dir, { recursive: true, force: true }));

const at = (hour: number) => `2026-03-01T${String(hour).padStart(2, '0')}:00:00.000Z`;

async function writeRuns(count: number): Promise<WrittenRun[]> {
  const runs: WrittenRun[] = [];
  for (let hour = 0; hour < count; hour++) runs.push(await writeRun(dir, { asOf: at(hour), finishedAt: at(hour) }));
  return runs;
}

async function read(options: TimelineOptions) {
  const timeline = await readTimeline(dir, 'demo', options);
  assert.ok(timeline);
  return timeline;
}

const idsOf = ({ runs }: { runs: readonly { run_id: string }[] }) => runs.map(({ run_id }) => run_id);

test('what each run came to, newest first', async () => {
  const first = await writeRun(dir, { asOf: at(0), level: 'qualified' });
  const second = await writeRun(dir, { asOf: at(1), level: 'withheld', source: 'last_good' });
  const { runs, total, newer } = await read({ limit: 10 });
  assert.equal([total, newer], [2, 0]);
  assert.equal(runs[1], {
    run_id: first.runId,
    data: 'ok',
    finished_at: first.manifest.finished_at,
    as_of: at(0),
    trust_level: 'qualified',
    reason: { code: 'drift_moderate', message: 'the data have drifted moderately from the training reference' },
    quality: { flag: 'pass', passed: 2, warned: 0, failed: 0, errored: 0 },
    drift: { flag: 'moderate', drifted: 1, tested: 2, insufficient: 0 },
    rows: 2003,
    scored: 2000,
    anomaly_rate: { value: 0.02, count: 40, n: 2000, interval: [0.0147, 0.0271] },
    source_used: 'primary',
    fallback_reason: null,
    problems: [],
  });
  assert.equal([runs[0].run_id, runs[0].trust_level, runs[0].anomaly_rate, runs[0].scored], [second.runId, 'withheld', null, 0]);
  assert.equal([runs[0].source_used, runs[0].fallback_reason], ['last_good', 'source_unreachable']);
});

test('a limit, the runs before one, and as many around one', async () => {
  const ids = (await writeRuns(9)).map(({ runId }) => runId).reverse();
  assert.equal(idsOf(await read({ limit: 2 })), ids.slice(0, 2));
  const before = await read({ limit: 3, before: ids[1] });
  assert.equal([idsOf(before), before.newer, before.total], [ids.slice(2, 5), 2, 9]);
  assert.equal(idsOf(await read({ limit: 3, before: ids[8] })), []);
  assert.is(await readTimeline(dir, 'demo', { limit: 3, before: '0'.repeat(16) }), null);

  const near = await read({ limit: 4, around: ids[3] });
  assert.equal([idsOf(near), near.newer, near.next, near.previous, near.newest], [ids.slice(0, 4), 0, ids[2], ids[4], ids[0]]);
  const far = await read({ limit: 4, around: ids[5] });
  assert.equal([idsOf(far), far.newer], [ids.slice(3, 7), 3]);
  const last = await read({ limit: 4, around: ids[8] });
  assert.equal([idsOf(last), last.next, last.previous], [ids.slice(5), ids[7], null]);
  assert.equal((await read({ limit: 4, around: ids[0] })).next, null);
});

test('of a damaged run nothing is told but its place and what is wrong', async () => {
  const [altered, disagreeing, alien, sound] = await writeRuns(4);
  await writeFile(path.join(altered.runDir, 'system_state.json'), '{}');
  await writeManifest(disagreeing.runDir, { ...disagreeing.manifest, trust_level: 'qualified' });
  await writeFile(path.join(alien.runDir, 'system_state.json'), `${JSON.stringify(sound.system, null, 2)}\n`);
  await writeManifest(alien.runDir, alien.manifest);
  const { runs } = await read({ limit: 10 });
  assert.equal(
    runs.map(({ data, trust_level, anomaly_rate }) => [data, trust_level, anomaly_rate?.count ?? null]),
    [
      ['ok', 'certified', 40],
      ['damaged', null, null],
      ['damaged', null, null],
      ['damaged', null, null],
    ],
  );
  assert.match(runs[1].problems[0], /that of another run/);
  assert.match(runs[2].problems[0], /disagree on the trust level/);
  assert.match(runs[3].problems[0], /^system_state\.json has 2 bytes/);
  assert.is(runs[3].finished_at, at(0));
});

test('what a sound run came to is kept until one of its files changes', async () => {
  const [run] = await writeRuns(1);
  const always = { limit: 1, settledMs: -1 };
  const [first] = (await read(always)).runs;
  assert.is((await read(always)).runs[0], first, 'the same object: nothing was read');
  assert.is.not((await read({ limit: 1, settledMs: 3_600_000 })).runs[0], first, 'what is young is not kept');
  await writeFile(path.join(run.runDir, 'system_state.json'), '{}');
  assert.is((await read(always)).runs[0].data, 'damaged');
});

test('no directory of runs is no run', async () => {
  assert.equal(await read({ limit: 5 }), { total: 0, newer: 0, runs: [], next: null, previous: null, newest: null });
});

test('of very many runs the first view follows the chain, and tells the same as all manifests', async () => {
  let previous: WrittenRun['manifest']['previous'] = null;
  for (let hour = 0; hour < 8; hour++) {
    const { runId, manifestSha256 } = await writeRun(dir, { asOf: at(hour), finishedAt: at(hour), previous });
    previous = { run_id: runId, manifest_sha256: manifestSha256 };
  }
  const { runs } = checkedLayout(dir, 'demo');
  const latest = previous?.run_id as string;
  assert.is((await followChain(runs, latest, 3, 5))?.total, 8, 'the chain is followed');
  assert.is(await followChain(runs, latest, 9, 5), null, 'more are asked for than there are');
  assert.is(await followChain(runs, latest, 3, 50), null, 'they are few');
  const head = await read({ limit: 3, around: latest, manyRuns: 5 });
  assert.is(await read({ limit: 3, manyRuns: 5 }).then(({ total }) => total), 8);
  const whole = await read({ limit: 3, around: latest });
  assert.equal(head, whole);
  assert.is(await followChain(runs, latest, 3, 5), null, 'all manifests are read by now');
});

test('a chain that is broken is not followed', async () => {
  const first = await writeRun(dir, { asOf: at(0), finishedAt: at(0) });
  const other = { run_id: first.runId, manifest_sha256: '0'.repeat(64) };
  const second = await writeRun(dir, { asOf: at(1), finishedAt: at(1), previous: other });
  const { runs } = checkedLayout(dir, 'demo');
  assert.is(await followChain(runs, second.runId, 2, 2), null, 'another hash');
  assert.is(await followChain(runs, '../../demo', 1, 2), null, 'no run id');
  assert.equal(idsOf(await read({ limit: 2, manyRuns: 2 })), [second.runId, first.runId]);
});

test.run();
