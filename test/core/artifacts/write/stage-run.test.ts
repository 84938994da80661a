import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Type from 'typebox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { verifyChain } from '../../../../src/core/artifacts/verify-chain.ts';
import { verifyRun } from '../../../../src/core/artifacts/verify-run.ts';
import type { CommittedRun } from '../../../../src/core/artifacts/write/commit-run.ts';
import { type StagedRun, stageRun } from '../../../../src/core/artifacts/write/stage-run.ts';
import { BugError, StoreError } from '../../../../src/core/errors.ts';
import { DriftSnapshot } from '../../../../src/core/snapshot/drift-snapshot.ts';
import { InferenceMetrics } from '../../../../src/core/snapshot/inference-metrics.ts';
import type { SourceUsed, TrustLevel } from '../../../../src/core/snapshot/parts.ts';
import type { Pruned } from '../../../../src/core/snapshot/pruned.ts';
import { QualitySnapshot } from '../../../../src/core/snapshot/quality-snapshot.ts';
import { SystemState } from '../../../../src/core/snapshot/system-state.ts';
import { writeRun } from '../../../support/artifacts.ts';

const test = suite('artifacts/stage-run');

let base: string;
let artifacts: string;
let root: string;
test.before.each(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'oads-stage-'));
  artifacts = path.join(base, 'artifacts');
  root = path.join(artifacts, 'demo');
});
test.after.each(() => rm(base, { recursive: true }));

const now = () => new Date('2026-03-01T06:01:00Z');
const link = (name: string) => path.basename(readlinkSync(path.join(root, name)));
const manifestOf = (run: CommittedRun) => JSON.parse(readFileSync(path.join(run.dir, 'manifest.json'), 'utf8'));

interface Given {
  asOf: string;
  level?: TrustLevel;
  source?: SourceUsed;
  /** The same text, the same rows. */
  rows?: string;
  /** Called when everything is staged and nothing is committed. */
  beforeCommit?: (run: StagedRun) => void;
  at?: Date;
}

/** One run through the stage, with sound documents of the given level. */
async function commit({ asOf, level = 'certified', source, rows, beforeCommit, at = now() }: Given): Promise<CommittedRun> {
  const documents = await writeRun(path.join(base, 'documents'), { asOf, level, source, rows });
  const run = await stageRun(artifacts, 'demo', now);
  try {
    await run.writeJson('quality_snapshot.json', QualitySnapshot, documents.quality);
    await run.writeJson('drift_snapshot.json', DriftSnapshot, documents.drift);
    await run.writeJson('inference_metrics.json', InferenceMetrics, documents.metrics);
    await run.writeJson('system_state.json', SystemState, documents.system);
    await writeFile(path.join(run.dir, 'anomaly_results.csv'), `row,score\n1,${asOf}\n`, { mode: 0o600 });
    beforeCommit?.(run);
    return await run.commit({ identity: documents.manifest.identity, trustLevel: level, startedAt: at, now: at });
  } finally {
    await run.release();
  }
}

/** Path, mode, mtime and bytes of all files of a run. */
function photograph(dir: string): unknown {
  return readdirSync(dir).map((name) => {
    const file = path.join(dir, name);
    const { mode, mtimeNs, ino } = statSync(file, { bigint: true });
    return [name, mode, mtimeNs, ino, readFileSync(file, 'utf8')];
  });
}

const DAY_1 = '2026-03-01T06:00:00.000Z';
const DAY_2 = '2026-03-02T06:00:00.000Z';
const DAY_3 = '2026-03-03T06:00:00.000Z';

test('a committed run is sound, and latest and last_good lead to it', async () => {
  const run = await commit({ asOf: DAY_1 });
  assert.is(run.existed, false);
  assert.is(run.dir, path.join(root, 'runs', run.runId));
  assert.is((await verifyRun(run.dir, { pipeline: 'demo' })).state, 'ok');
  assert.equal([link('latest'), link('last_good')], [run.runId, run.runId]);
  assert.is(readlinkSync(path.join(root, 'latest')), `runs/${run.runId}`, 'relative, so that the directory can be moved');
});

test('nothing is visible before commit, and nothing stays behind afterwards', async () => {
  const first = await commit({ asOf: DAY_1 });
  await commit({
    asOf: DAY_2,
    beforeCommit: (run) => {
      assert.equal([link('latest'), link('last_good')], [first.runId, first.runId]);
      assert.equal(
        readdirSync(path.join(root, 'runs')).filter((name) => !name.startsWith('.tmp-')),
        [first.runId],
      );
      assert.not(existsSync(path.join(run.dir, 'manifest.json')), 'the manifest is written last');
    },
  });
  assert.is(readdirSync(path.join(root, 'runs')).length, 2);
  assert.equal(readdirSync(root).sort(), ['last_good', 'latest', 'runs', 'spool']);
});

test('a run that fails leaves the earlier state, and gives the lock back', async () => {
  const first = await commit({ asOf: DAY_1 });
  const before = photograph(first.dir);
  const failed = await commit({
    asOf: DAY_2,
    beforeCommit: () => {
      throw new Error('on the way');
    },
  }).catch((error: Error) => error.message);
  assert.is(failed, 'on the way');
  assert.equal([link('latest'), link('last_good')], [first.runId, first.runId]);
  assert.equal(readdirSync(path.join(root, 'runs')), [first.runId]);
  assert.equal(photograph(first.dir), before);
  await commit({ asOf: DAY_2 });
});

test('files are 0600, directories 0700', async () => {
  const run = await commit({ asOf: DAY_1 });
  for (const dir of [artifacts, root, path.join(root, 'runs'), path.join(root, 'spool'), run.dir])
    assert.is(statSync(dir).mode & 0o777, 0o700, dir);
  for (const name of readdirSync(run.dir)) assert.is(statSync(path.join(run.dir, name)).mode & 0o777, 0o600, name);
});

test('the same id again leaves the files untouched', async () => {
  const first = await commit({ asOf: DAY_1 });
  const before = photograph(first.dir);
  const again = await commit({ asOf: DAY_1, at: new Date('2027-01-01T00:00:00Z') });
  assert.equal(again, { ...first, existed: true });
  assert.equal(photograph(first.dir), before);
  assert.equal(readdirSync(path.join(root, 'runs')), [first.runId]);
});

test('an earlier run that is repeated becomes the latest again', async () => {
  const first = await commit({ asOf: DAY_1 });
  await commit({ asOf: DAY_2 });
  await commit({ asOf: DAY_1 });
  assert.equal([link('latest'), link('last_good')], [first.runId, first.runId]);
});

test('a damaged run of the same id is replaced', async () => {
  const damages: ((dir: string) => void)[] = [
    (dir) => writeFileSync(path.join(dir, 'anomaly_results.csv'), 'row,score\n1,forged\n'),
    (dir) => rmSync(path.join(dir, 'system_state.json')),
    (dir) => rmSync(path.join(dir, 'manifest.json')),
    (dir) => {
      rmSync(dir, { recursive: true });
      writeFileSync(dir, 'a file in its place');
    },
  ];
  for (const damage of damages) {
    const { dir, runId } = await commit({ asOf: DAY_1 });
    damage(dir);
    const again = await commit({ asOf: DAY_1 });
    assert.is(again.existed, false);
    assert.is((await verifyRun(dir, { pipeline: 'demo' })).state, 'ok');
    assert.equal(readdirSync(path.join(root, 'runs')), [runId]);
  }
});

test('a withheld run is the latest, and last_good stays', async () => {
  const withheldFirst = await commit({ asOf: DAY_1, level: 'withheld' });
  assert.is(link('latest'), withheldFirst.runId);
  assert.not(existsSync(path.join(root, 'last_good')));
  const good = await commit({ asOf: DAY_2, level: 'rank-only' });
  const withheld = await commit({ asOf: DAY_3, level: 'withheld' });
  assert.equal([link('latest'), link('last_good')], [withheld.runId, good.runId]);
});

test('a fallback run of rows that were judged at a higher level is the latest, and last_good stays', async () => {
  const good = await commit({ asOf: DAY_1, rows: 'a' });
  for (const [asOf, level, source] of [
    [DAY_2, 'qualified', 'last_good'],
    [DAY_3, 'rank-only', 'file'],
    [DAY_3, 'withheld', 'last_good'],
  ] as const) {
    for (const existed of [false, true]) {
      const fallback = await commit({ asOf, level, source, rows: 'a' });
      assert.is(fallback.existed, existed);
      assert.equal([link('latest'), link('last_good')], [fallback.runId, good.runId]);
      assert.equal(fallback.outrankedBy, { runId: good.runId, trustLevel: 'certified', finishedAt: now().toISOString() });
      assert.not.match(JSON.stringify(manifestOf(fallback)).replace(/"previous":\{.*?\}/, ''), good.runId, 'it is not stored');
    }
  }
  const recovered = await commit({ asOf: DAY_3, rows: 'b' });
  assert.equal([link('latest'), link('last_good'), recovered.outrankedBy], [recovered.runId, recovered.runId, null]);
  assert.equal((await verifyChain(artifacts, 'demo')).problems, []);
});

test('the good run itself, repeated after a fallback run, takes both links again', async () => {
  const good = await commit({ asOf: DAY_1, rows: 'a' });
  await commit({ asOf: DAY_2, rows: 'a', level: 'qualified', source: 'last_good' });
  const again = await commit({ asOf: DAY_1, rows: 'a' });
  assert.equal([again.runId, again.existed, again.outrankedBy], [good.runId, true, null]);
  assert.equal([link('latest'), link('last_good')], [good.runId, good.runId]);
});

test('a fallback run takes last_good where no higher judgement of its rows stands there', async () => {
  const cases: [string, Given, Given][] = [
    ['other rows', { asOf: DAY_1, rows: 'a' }, { asOf: DAY_2, rows: 'b', level: 'qualified', source: 'file' }],
    ['the same level', { asOf: DAY_1, rows: 'a', level: 'qualified' }, { asOf: DAY_2, rows: 'a', level: 'qualified', source: 'last_good' }],
    ['a higher level', { asOf: DAY_1, rows: 'a', level: 'rank-only' }, { asOf: DAY_2, rows: 'a', level: 'qualified', source: 'last_good' }],
    ['no fallback', { asOf: DAY_1, rows: 'a' }, { asOf: DAY_2, rows: 'a', level: 'qualified' }],
  ];
  for (const [name, before, after] of cases) {
    await commit(before);
    const run = await commit(after);
    assert.equal([link('latest'), link('last_good'), run.outrankedBy], [run.runId, run.runId, null], name);
    rmSync(root, { recursive: true });
  }
});

test('a fallback run takes last_good from a damaged run', async () => {
  const good = await commit({ asOf: DAY_1, rows: 'a' });
  writeFileSync(path.join(good.dir, 'anomaly_results.csv'), 'row,score\n1,forged\n');
  const fallback = await commit({ asOf: DAY_2, rows: 'a', level: 'qualified', source: 'last_good' });
  assert.equal([link('last_good'), fallback.outrankedBy], [fallback.runId, null]);
});

test('each manifest holds the hash of the run before, and wall-clock times', async () => {
  const runs = [await commit({ asOf: DAY_1 }), await commit({ asOf: DAY_2 }), await commit({ asOf: DAY_3, level: 'withheld' })];
  const manifests = runs.map(manifestOf);
  assert.is(manifests[0].previous, null);
  for (const [index, run] of runs.slice(0, 2).entries()) {
    const entry = await verifyRun(run.dir);
    assert.equal(manifests[index + 1].previous, { run_id: run.runId, manifest_sha256: entry.state === 'ok' && entry.manifest_sha256 });
  }
  assert.is(manifests[0].finished_at, now().toISOString());
});

test('a damaged run that is written anew gets its own manifest back, so that the chain holds', async () => {
  const runs = [await commit({ asOf: DAY_1 }), await commit({ asOf: DAY_2 }), await commit({ asOf: DAY_3 })];
  for (const [index, { dir }] of runs.entries()) {
    const manifest = readFileSync(path.join(dir, 'manifest.json'), 'utf8');
    rmSync(path.join(dir, 'anomaly_results.csv'));
    await commit({ asOf: [DAY_1, DAY_2, DAY_3][index], at: new Date('2027-01-01T00:00:00Z') });
    assert.is(readFileSync(path.join(dir, 'manifest.json'), 'utf8'), manifest);
  }
  assert.equal((await verifyChain(artifacts, 'demo')).problems, []);
});

test('a manifest that says anything else is not given back', async () => {
  const { dir } = await commit({ asOf: DAY_1 });
  const manifest = JSON.parse(readFileSync(path.join(dir, 'manifest.json'), 'utf8'));
  manifest.identity.config_digest = '0'.repeat(64);
  writeFileSync(path.join(dir, 'manifest.json'), JSON.stringify(manifest));
  await commit({ asOf: DAY_1 });
  assert.is((await verifyRun(dir, { pipeline: 'demo' })).state, 'ok');
});

test('a chain has one beginning, whatever a kill or damage has left', async () => {
  const first = await commit({ asOf: DAY_1 });
  rmSync(path.join(root, 'latest')); // as if it had been killed before its link
  const second = await commit({ asOf: DAY_2 });
  assert.is(manifestOf(second).previous.run_id, first.runId);
  rmSync(second.dir, { recursive: true }); // between stepping aside and being replaced
  assert.is(manifestOf(await commit({ asOf: DAY_2 })).previous.run_id, first.runId);
  writeFileSync(path.join(second.dir, 'manifest.json'), '{');
  await commit({ asOf: DAY_2 });
  assert.equal((await verifyChain(artifacts, 'demo')).problems, []);
});

test('runs that were chained to a damaged one stay sound when it is written anew', async () => {
  const first = await commit({ asOf: DAY_1 });
  await commit({ asOf: DAY_2 });
  rmSync(path.join(first.dir, 'anomaly_results.csv'));
  // The same bytes would get the manifest back that they had.
  const other = (run: StagedRun) => writeFileSync(path.join(run.dir, 'anomaly_results.csv'), 'row,score\n');
  await commit({ asOf: DAY_1, at: new Date('2026-03-05T00:00:00Z'), beforeCommit: other });
  assert.equal((await verifyChain(artifacts, 'demo')).problems, []);
  const record = JSON.parse(readFileSync(path.join(root, 'pruned.json'), 'utf8')) as Pruned;
  assert.equal(
    record.runs.map(({ run_id, why }) => [run_id, why]),
    [[first.runId, 'replaced']],
  );
});

test('a first run that was killed before its link was set is followed like any other: the chain begins once', async () => {
  await commit({ asOf: DAY_1 });
  rmSync(path.join(root, 'latest'));
  rmSync(path.join(root, 'last_good'));
  await commit({ asOf: DAY_2 });
  assert.equal((await verifyChain(artifacts, 'demo')).problems, []);
});

test('a run after one that was deleted keeps naming it, so that verify goes on missing it', async () => {
  const runs = [await commit({ asOf: DAY_1 }), await commit({ asOf: DAY_2 })];
  rmSync(runs[1].dir, { recursive: true });
  const third = await commit({ asOf: DAY_3 });
  assert.equal(manifestOf(third).previous, { run_id: runs[1].runId, manifest_sha256: null });
  const missed = [`run ${third.runId} follows run ${runs[1].runId}, which is missing and was not pruned`];
  assert.equal((await verifyChain(artifacts, 'demo')).problems, missed);
  // Deleted and made again it is there; nobody can say whether it is the same.
  await commit({ asOf: DAY_2 });
  assert.equal((await verifyChain(artifacts, 'demo')).problems, []);
});

test('the hash of a deleted run is kept where a manifest still holds it', async () => {
  const [first, second] = [await commit({ asOf: DAY_1 }), await commit({ asOf: DAY_2 })];
  await commit({ asOf: DAY_1 }); // `latest` points back at it
  const { previous } = manifestOf(second);
  rmSync(first.dir, { recursive: true });
  assert.equal(manifestOf(await commit({ asOf: DAY_3 })).previous, previous);
  assert.is(previous.run_id, first.runId);
  const { problems } = await verifyChain(artifacts, 'demo');
  assert.is(problems.length, 2);
  for (const problem of problems) assert.match(problem, `follows run ${first.runId}, which is missing and was not pruned`);
});

test('a run after one whose manifest is torn follows the newest that can be read', async () => {
  const first = await commit({ asOf: DAY_1 });
  const second = await commit({ asOf: DAY_2, at: new Date('2026-03-02T06:01:00Z') });
  writeFileSync(path.join(second.dir, 'manifest.json'), '{');
  assert.is(manifestOf(await commit({ asOf: DAY_3 })).previous.run_id, first.runId);
  assert.equal((await verifyChain(artifacts, 'demo')).problems, [`run ${second.runId}: manifest.json is not valid JSON`]);
});

test('who has lost the lock commits nothing, and touches nothing of its successor', async () => {
  const first = await commit({ asOf: DAY_1 });
  const foreign = JSON.stringify({ pid: 7, host: 'elsewhere', since: DAY_1, heartbeat_ms: 10_000 });
  const successor = path.join(root, 'runs', `.tmp-${process.pid}-successor`);
  for (const asOf of [DAY_2, DAY_1]) {
    const error = (await commit({
      asOf,
      beforeCommit: () => {
        writeFileSync(path.join(root, '.lock'), foreign);
        mkdirSync(successor, { recursive: true });
      },
    }).catch((thrown: unknown) => thrown)) as StoreError;
    assert.instance(error, StoreError);
    assert.is(error.code, 'OADS_STORE_LOCK_LOST', asOf);
    assert.equal([link('latest'), link('last_good')], [first.runId, first.runId]);
    assert.equal(readdirSync(path.join(root, 'runs')).sort(), [path.basename(successor), first.runId].sort());
    assert.is(readFileSync(path.join(root, '.lock'), 'utf8'), foreign);
    rmSync(path.join(root, '.lock'));
  }
});

test('a failure on the way is told as what it is: the loss of the lock, where it was lost', async () => {
  const run = await stageRun(artifacts, 'demo', now);
  const failure = new StoreError('OADS_STORE_FAILED', 'no such file');
  const refusal = new BugError('ours');
  assert.is(await run.explain(failure), failure);
  rmSync(path.join(root, '.lock'));
  assert.is(((await run.explain(failure)) as StoreError).code, 'OADS_STORE_LOCK_LOST');
  assert.is(await run.explain(refusal), refusal);
  await run.release();
});

test('two runs never share a staging directory, whatever their process ids', async () => {
  const one = await stageRun(artifacts, 'demo', now);
  await one.release();
  const other = await stageRun(artifacts, 'demo', now);
  assert.is.not(one.dir, other.dir);
  assert.is.not(one.spool, other.spool);
  await other.release();
});

test('a run knows when the one before it finished', async () => {
  const finishedAt = async () => {
    const run = await stageRun(artifacts, 'demo', now);
    await run.release();
    return run.previousFinishedAt;
  };
  assert.is(await finishedAt(), null);
  const { dir } = await commit({ asOf: DAY_1 });
  assert.is(await finishedAt(), now().toISOString());
  writeFileSync(path.join(dir, 'manifest.json'), '{');
  assert.is(await finishedAt(), null);
});

test('old runs are pruned after the commit, while the run still holds the lock', async () => {
  const first = await commit({ asOf: DAY_1 });
  const documents = await writeRun(path.join(base, 'documents'), { asOf: DAY_2 });
  const run = await stageRun(artifacts, 'demo', now);
  for (const [name, schema, document] of [
    ['quality_snapshot.json', QualitySnapshot, documents.quality],
    ['drift_snapshot.json', DriftSnapshot, documents.drift],
    ['inference_metrics.json', InferenceMetrics, documents.metrics],
    ['system_state.json', SystemState, documents.system],
  ] as const)
    await run.writeJson(name, schema, document);
  await writeFile(path.join(run.dir, 'anomaly_results.csv'), 'row,score\n', { mode: 0o600 });
  mkdirSync(run.spool);
  const { runId } = await run.commit({ identity: documents.manifest.identity, trustLevel: 'certified', startedAt: now(), now: now() });
  const { removed } = await run.prune({ runs: 1 }, new Date('2026-03-03T00:00:00Z'));
  assert.equal(
    removed.map(({ run_id }) => run_id),
    [first.runId],
  );
  assert.ok(existsSync(run.spool), 'what is its own stays until it is released');
  await run.release();
  assert.equal(readdirSync(path.join(root, 'runs')), [runId]);
  assert.equal((await verifyChain(artifacts, 'demo')).problems, []);
});

test('what a killed run left is swept by the next one', async () => {
  const first = await commit({ asOf: DAY_1 });
  for (const left of ['runs/.tmp-99999/sub', 'runs/.tmp-replaced-99999', 'runs/.tmp-pruned-0123456789abcdef', 'spool/.tmp-99999/rows'])
    mkdirSync(path.join(root, left), { recursive: true });
  for (const left of ['latest.tmp-99999', 'last_good.tmp-99999', 'spool/last_good.tmp-99999']) symlinkSync('runs/x', path.join(root, left));
  writeFileSync(path.join(root, '.pruned.json.tmp-99999'), '{');
  writeFileSync(path.join(root, '.lock.left-behind'), '{');
  writeFileSync(path.join(root, 'runs/.tmp-99999/quality_snapshot.json'), '{');
  mkdirSync(path.join(root, 'spool', 'kept'));
  writeFileSync(path.join(root, '.lock'), JSON.stringify({ pid: 2 ** 22 + 1, host: (await import('node:os')).hostname(), since: DAY_1 }));
  const run = await stageRun(artifacts, 'demo', now);
  assert.equal(readdirSync(path.join(root, 'runs')).sort(), [path.basename(run.dir), first.runId].sort());
  assert.equal(readdirSync(path.join(root, 'spool')), ['kept']);
  assert.equal(readdirSync(root).sort(), ['.lock', 'last_good', 'latest', 'runs', 'spool']);
  await run.release();
  assert.equal(readdirSync(root).sort(), ['last_good', 'latest', 'runs', 'spool']);
});

test('release removes the staging directory and its spool, and gives the lock back, also twice', async () => {
  const run = await stageRun(artifacts, 'demo', now);
  mkdirSync(run.spool);
  await run.writeJson('x.json', Type.Object({}), {});
  assert.ok(existsSync(path.join(root, '.lock')));
  await run.release();
  await run.release();
  assert.equal(readdirSync(root).sort(), ['runs', 'spool']);
  assert.equal([...readdirSync(path.join(root, 'runs')), ...readdirSync(path.join(root, 'spool'))], []);
});

test('two runs of one pipeline are kept apart, two pipelines are not', async () => {
  const run = await stageRun(artifacts, 'demo', now);
  const error = await stageRun(artifacts, 'demo', now).catch((thrown: unknown) => thrown);
  assert.is((error as StoreError).code, 'OADS_STORE_LOCKED');
  assert.ok(existsSync(run.dir), 'the one that came second touches nothing');
  await (await stageRun(artifacts, 'other', now)).release();
  await run.release();
});

test('a document that does not fit its schema is our bug, not the store’s', async () => {
  const run = await stageRun(artifacts, 'demo', now);
  const error = await run.writeJson('x.json', Type.Object({ a: Type.Number() }), { a: 'x' }).catch((thrown: unknown) => thrown);
  assert.instance(error, BugError);
  assert.match((error as BugError).message, /^x\.json: a: expected number, got "x"$/);
  await run.release();
});

test('a directory that cannot be written is a store error that says what to do', async () => {
  writeFileSync(artifacts, 'a file in the way');
  const error = (await stageRun(artifacts, 'demo', now).catch((thrown: unknown) => thrown)) as StoreError;
  assert.instance(error, StoreError);
  assert.is(error.exitCode, 3);
  assert.is(error.code, 'OADS_STORE_DENIED');
  assert.match(error.message, /expected a writable artifacts directory .*artifacts: a file is in the way/);
  assert.match(error.hint ?? '', /--artifacts/);
});

test('so is one without permission', async () => {
  mkdirSync(artifacts, { mode: 0o555 });
  // Nothing is forbidden to root: step down for the attempt.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) {
    const { chmodSync } = await import('node:fs');
    chmodSync(base, 0o755);
    process.seteuid?.(65_534);
  }
  const error = (await stageRun(artifacts, 'demo', now).catch((thrown: unknown) => thrown)) as StoreError;
  if (isRoot) process.seteuid?.(0);
  assert.instance(error, StoreError);
  assert.is(error.code, 'OADS_STORE_DENIED');
  assert.is(error.exitCode, 3);
  assert.match(error.message, /permission denied/);
});

test('a staging directory that vanishes is a store error, and the state before stays', async () => {
  const first = await commit({ asOf: DAY_1 });
  const error = await commit({ asOf: DAY_2, beforeCommit: (run) => rmSync(run.dir, { recursive: true }) }).catch(
    (thrown: unknown) => thrown,
  );
  assert.instance(error, StoreError);
  assert.equal([link('latest'), link('last_good')], [first.runId, first.runId]);
});

test('a directory in place of a link is found before anything is written', async () => {
  for (const name of ['latest', 'last_good', 'spool/last_good']) {
    mkdirSync(path.join(root, name), { recursive: true });
    const error = await stageRun(artifacts, 'demo', now).catch((thrown: unknown) => thrown);
    assert.instance(error, StoreError, name);
    assert.is((error as StoreError).code, 'OADS_STORE_DENIED');
    assert.match((error as StoreError).message, new RegExp(`expected a symbolic link or nothing at .*${name}, got a directory`));
    assert.not(existsSync(path.join(root, 'runs')));
    rmSync(root, { recursive: true });
  }
});

test.run();
