import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { layoutOf } from '../../../src/core/artifacts/layout.ts';
import { pruneRuns } from '../../../src/core/artifacts/prune/prune-runs.ts';
import { verifyChain } from '../../../src/core/artifacts/verify-chain.ts';
import type { Pruned } from '../../../src/core/snapshot/pruned.ts';
import { point, type WrittenRun, writeRun } from '../../support/artifacts.ts';

const test = suite('artifacts/verify-chain');

let dir: string;
test.before.each(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'oads-chain-'));
});
test.after.each(() => rm(dir, { recursive: true }));

const problems = async () => (await verifyChain(dir, 'demo')).problems;
const remove = ({ runDir }: WrittenRun) => rmSync(runDir, { recursive: true });

/** A run that follows another; days count from 1 March. */
function follow(before: WrittenRun | undefined, day: number): Promise<WrittenRun> {
  return writeRun(dir, {
    asOf: new Date(Date.UTC(2026, 2, day, 6)).toISOString(),
    previous: before ? { run_id: before.runId, manifest_sha256: before.manifestSha256 } : null,
  });
}

async function makeChain(days: readonly number[]): Promise<WrittenRun[]> {
  const runs: WrittenRun[] = [];
  for (const day of days) runs.push(await follow(runs.at(-1), day));
  return runs;
}

async function prune(runs: number): Promise<void> {
  await pruneRuns(layoutOf(dir, 'demo'), 'demo', { runs }, { now: new Date(), assertHeld: async () => {} });
}

test('a whole chain is sound, an altered manifest is found', async () => {
  const runs = await makeChain([1, 2, 3, 4, 5]);
  assert.equal(await verifyChain(dir, 'demo'), { runs: 5, problems: [] });
  const third = path.join(runs[2].runDir, 'manifest.json');
  const sound = readFileSync(third, 'utf8');
  writeFileSync(third, JSON.stringify({ ...runs[2].manifest, finished_at: '2026-03-03T06:00:59.000Z' }));
  assert.equal(await problems(), [`run ${runs[2].runId}: manifest.json was altered after run ${runs[3].runId} was chained to it`]);
  writeFileSync(third, sound);
  assert.equal(await problems(), []);
});

test('a run that is gone and was not pruned is missed, wherever it stood', async () => {
  const runs = await makeChain([1, 2, 3, 4]);
  remove(runs[0]);
  const first = `run ${runs[1].runId} follows run ${runs[0].runId}, which is missing and was not pruned`;
  assert.equal(await problems(), [first]);
  remove(runs[2]);
  assert.equal(
    [...(await problems())].sort(),
    [first, `run ${runs[3].runId} follows run ${runs[2].runId}, which is missing and was not pruned`].sort(),
  );
});

test('what was pruned is not missed', async () => {
  const runs = await makeChain([1, 2, 3, 4]);
  await prune(2);
  assert.equal(await problems(), []);
  remove(runs[2]);
  assert.equal(await problems(), [`run ${runs[3].runId} follows run ${runs[2].runId}, which is missing and was not pruned`]);
});

test('several runs that follow one and the same old run, as after a run was repeated', async () => {
  const [first, second] = await makeChain([1, 2]);
  await point(path.join(dir, 'demo', 'latest'), `runs/${first.runId}`);
  const third = await follow(first, 3);
  await point(path.join(dir, 'demo', 'latest'), `runs/${first.runId}`);
  const fourth = await follow(first, 4);
  assert.equal(await problems(), []);
  await prune(2);
  assert.equal(await problems(), []);
  assert.equal(await verifyChain(dir, 'demo'), { runs: 2, problems: [] });
  for (const kept of [third, fourth]) assert.ok(readFileSync(path.join(kept.runDir, 'manifest.json')));
  assert.throws(() => readFileSync(path.join(second.runDir, 'manifest.json')));
});

test('a clock that was set back neither hides a gap nor makes one', async () => {
  const runs = await makeChain([20, 21, 1, 2, 3]);
  assert.equal(await problems(), []);
  await prune(3);
  assert.equal(await problems(), []);
  assert.equal((await verifyChain(dir, 'demo')).runs, 4, 'three, and the one whose rows reach furthest');
  remove(runs[3]);
  assert.equal(await problems(), [`run ${runs[4].runId} follows run ${runs[3].runId}, which is missing and was not pruned`]);
});

test('the record vouches for one manifest, not for a run id', async () => {
  const runs = await makeChain([1, 2, 3]);
  await prune(2);
  const file = path.join(dir, 'demo', 'pruned.json');
  const record = JSON.parse(readFileSync(file, 'utf8')) as Pruned;
  assert.equal(
    record.runs.map(({ run_id, manifest_sha256, why }) => [run_id, manifest_sha256, why]),
    [[runs[0].runId, runs[0].manifestSha256, 'retention']],
  );
  record.runs[0].manifest_sha256 = 'f'.repeat(64);
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
  assert.match((await problems()).join(), 'pruned.json is not what its own seal says');
  writeFileSync(file, JSON.stringify({ ...record, seal: undefined }));
  assert.match((await problems()).join(), /^run \w+ follows run \w+, whose manifest\.json was altered before it was removed on 20/);
  rmSync(file);
  assert.match((await problems()).join(), 'which is missing and was not pruned');
});

test('a pruned run that is made again is sound beside the record of the old one', async () => {
  const runs = await makeChain([1, 2, 3]);
  await prune(2);
  const again = await writeRun(dir, {
    asOf: '2026-03-01T06:00:00.000Z',
    finishedAt: '2026-04-01T00:00:00.000Z',
    previous: { run_id: runs[2].runId, manifest_sha256: runs[2].manifestSha256 },
  });
  assert.is(again.runId, runs[0].runId);
  assert.is.not(again.manifestSha256, runs[0].manifestSha256);
  assert.equal(await problems(), []);
});

test('two beginnings, links that lead nowhere and a damaged record are problems', async () => {
  await makeChain([1, 2]);
  await follow(undefined, 3);
  assert.match((await problems()).join('\n'), 'the chain begins 2 times');
  await point(path.join(dir, 'demo', 'last_good'), 'runs/0123456789abcdef');
  assert.match((await problems()).join('\n'), 'last_good points to run 0123456789abcdef, which is missing');
  writeFileSync(path.join(dir, 'demo', 'pruned.json'), '[]');
  assert.match((await problems()).join('\n'), 'pruned.json the document: expected');
});

test.run();
