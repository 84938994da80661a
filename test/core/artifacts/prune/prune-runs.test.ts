import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { layoutOf } from '../../../../src/core/artifacts/layout.ts';
import type { Retention } from '../../../../src/core/artifacts/prune/choose-runs.ts';
import { pruneArtifacts } from '../../../../src/core/artifacts/prune/prune-artifacts.ts';
import { type PruneOptions, pruneRuns } from '../../../../src/core/artifacts/prune/prune-runs.ts';
import { verifyChain } from '../../../../src/core/artifacts/verify-chain.ts';
import { verifyRun } from '../../../../src/core/artifacts/verify-run.ts';
import { StoreError } from '../../../../src/core/errors.ts';
import { readWatermark } from '../../../../src/core/pipeline/schedule/read-watermark.ts';
import type { Pruned } from '../../../../src/core/snapshot/pruned.ts';
import { point, type WrittenRun, writeRun } from '../../../support/artifacts.ts';
import { killAtStep } from '../../../support/kill-file-system.ts';

const test = suite('artifacts/prune-runs');

const NOW = new Date('2026-03-10T00:00:00Z');
let dir: string;
let runs: WrittenRun[];
/** A chain of five runs, one a day from 1 March; the third is withheld. */
test.before.each(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'oads-prune-'));
  runs = [];
  for (let day = 1; day <= 5; day++) {
    const before = runs.at(-1);
    runs.push(
      await writeRun(dir, {
        asOf: `2026-03-0${day}T06:00:00.000Z`,
        level: day === 3 ? 'withheld' : 'certified',
        previous: before ? { run_id: before.runId, manifest_sha256: before.manifestSha256 } : null,
      }),
    );
  }
});
test.after.each(() => rm(dir, { recursive: true }));

const at = (...names: string[]) => path.join(dir, 'demo', ...names);
const prune = (limits: Retention, options: Partial<PruneOptions> = {}, artifacts = dir) =>
  pruneRuns(layoutOf(artifacts, 'demo'), 'demo', limits, { now: NOW, assertHeld: async () => {}, ...options });
/** Days of the runs that are there. */
const left = () => runs.flatMap(({ runDir }, index) => (existsSync(runDir) ? [index + 1] : []));
const record = () => (JSON.parse(readFileSync(at('pruned.json'), 'utf8')) as Pruned).runs.map(({ run_id }) => run_id);

async function assertSound(artifacts = dir): Promise<void> {
  assert.equal((await verifyChain(artifacts, 'demo')).problems, []);
  const ids = readdirSync(path.join(artifacts, 'demo', 'runs')).filter((name) => !name.startsWith('.'));
  for (const id of ids) assert.is((await verifyRun(path.join(artifacts, 'demo', 'runs', id), { pipeline: 'demo' })).state, 'ok', id);
}

test('the oldest go, the report says which and why, and the chain stays sound', async () => {
  const { removed, kept, bytes_freed } = await prune({ runs: 2 });
  assert.equal(left(), [4, 5]);
  assert.equal(
    removed.map(({ run_id, why, trust_level }) => [run_id, why, trust_level]),
    [
      [runs[2].runId, 'beyond runs: 2', 'withheld'],
      [runs[1].runId, 'beyond runs: 2', 'certified'],
      [runs[0].runId, 'beyond runs: 2', 'certified'],
    ],
  );
  assert.equal(
    kept.map(({ run_id, pinned }) => [run_id, pinned]),
    [
      [runs[4].runId, ['latest', 'last_good', 'watermark']],
      [runs[3].runId, []],
    ],
  );
  assert.is(
    bytes_freed,
    removed.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  assert.ok(bytes_freed > 10_000);
  assert.equal(record(), [runs[2].runId], 'only what a kept manifest names');
  await assertSound();
});

test('days count from the end of a run to the clock', async () => {
  await prune({ days: 6 }); // 10 March less 6 days is 4 March, 00:00
  assert.equal(left(), [4, 5]);
  await prune({ days: 5 }, { now: new Date('2026-03-09T06:01:00Z') });
  assert.equal(left(), [4, 5], 'just 5 days are not more than 5');
  await prune({ days: 5 }, { now: new Date('2026-03-09T06:01:01Z') });
  assert.equal(left(), [5]);
  await prune({ days: 1 }, { now: new Date('2031-01-01T00:00:00Z') });
  assert.equal(left(), [5], 'latest stays, however old');
  await assertSound();
});

test('latest and last_good stay, wherever they stand', async () => {
  await point(at('latest'), `runs/${runs[2].runId}`);
  await point(at('last_good'), `runs/${runs[1].runId}`);
  await prune({ runs: 1 });
  assert.equal(left(), [2, 3, 5]);
  await assertSound();
});

test('the run that carries the watermark stays: fallback runs that came after it carry none', async () => {
  const chained = (before: WrittenRun) => ({ run_id: before.runId, manifest_sha256: before.manifestSha256 });
  for (const day of [6, 7]) {
    const asOf = `2026-03-0${day}T06:00:00.000Z`;
    runs.push(await writeRun(dir, { asOf, source: 'last_good', level: 'qualified', previous: chained(runs[runs.length - 1]) }));
  }
  const asOf = new Date('2026-03-08T06:00:00Z');
  const before = await readWatermark(dir, 'demo', asOf);
  const { kept } = await prune({ runs: 1 });
  assert.equal(left(), [5, 7]);
  assert.equal(kept.find(({ run_id }) => run_id === runs[4].runId)?.pinned, ['watermark']);
  assert.equal([before?.toISOString(), await readWatermark(dir, 'demo', asOf)], ['2026-03-05T06:00:00.000Z', before]);
  await pruneArtifacts(dir, { limits: { days: 1 }, dryRun: false, now: () => new Date('2031-01-01T00:00:00Z') });
  assert.equal(left(), [5, 7], 'by hand, too');
  await assertSound();
});

test('a run over rows of the future does not take the watermark of now', async () => {
  runs.push(await writeRun(dir, { asOf: '2027-01-01T00:00:00.000Z', finishedAt: '2026-03-06T06:00:00.000Z' }));
  runs.push(await writeRun(dir, { asOf: '2026-03-07T06:00:00.000Z', level: 'withheld' }));
  await prune({ runs: 1 });
  assert.equal(left(), [5, 6, 7]);
});

test('where last_good is damaged, the newest good run stays, too', async () => {
  await point(at('latest'), `runs/${runs[2].runId}`);
  await point(at('last_good'), `runs/${runs[3].runId}`);
  rmSync(path.join(runs[3].runDir, 'anomaly_results.csv'));
  writeFileSync(path.join(runs[4].runDir, 'system_state.json'), '{}');
  const { kept } = await prune({ days: 1 }, { now: new Date('2031-01-01T00:00:00Z') });
  assert.equal(left(), [2, 3, 4, 5], 'the last of them for its watermark, which is read from its manifest');
  assert.equal(kept.find(({ run_id }) => run_id === runs[1].runId)?.pinned, ['last_good']);
});

test('where last_good leads to a run that was withheld, the newest good run stays, too, and the chain says so', async () => {
  await point(at('last_good'), `runs/${runs[2].runId}`);
  await point(at('latest'), `runs/${runs[2].runId}`);
  assert.equal((await verifyChain(dir, 'demo')).problems, ['last_good points to a run that was withheld']);
  await prune({ runs: 1 });
  assert.ok(left().includes(5), 'the newest certified run');
  assert.ok(left().includes(3), 'what the link leads to');
});

test('a link that cannot be read: nobody knows what to spare, so nothing goes', async () => {
  for (const name of ['latest', 'last_good']) {
    rmSync(at(name));
    symlinkSync('/etc', at(name));
    const error = (await prune({ runs: 1 }).catch((thrown: unknown) => thrown)) as StoreError;
    assert.instance(error, StoreError);
    assert.match(error.message, `${name} points to "/etc"`);
    assert.equal(left(), [1, 2, 3, 4, 5]);
    await point(at(name), `runs/${runs[4].runId}`);
  }
});

test('without latest the newest stays', async () => {
  rmSync(at('latest'));
  rmSync(at('last_good'));
  const { kept } = await prune({ runs: 1 });
  assert.equal(left(), [5]);
  assert.equal(kept[0].pinned, ['latest', 'watermark', 'last_good']);
});

test('a damaged run takes no place of a sound one, is said to be one, and goes by the time of its directory', async () => {
  writeFileSync(path.join(runs[3].runDir, 'manifest.json'), '{');
  utimesSync(runs[3].runDir, new Date('2026-03-04T06:01:00Z'), new Date('2026-03-04T06:01:00Z'));
  const first = await prune({ runs: 2 });
  assert.equal(left(), [3, 4, 5]);
  assert.equal(first.kept.find(({ run_id }) => run_id === runs[3].runId)?.problems, ['manifest.json is not valid JSON']);
  const { removed } = await prune({ days: 5 });
  assert.equal(left(), [5]);
  assert.equal(
    removed.map(({ problems }) => problems),
    [['manifest.json is not valid JSON'], []],
  );
  assert.equal((await verifyChain(dir, 'demo')).problems, [
    `run ${runs[4].runId} follows run ${runs[3].runId}, whose manifest.json was altered before it was removed on 2026-03-10T00:00:00.000Z`,
  ]);
});

test('the record follows the chain: what no kept manifest names any more is dropped', async () => {
  await prune({ runs: 4 });
  assert.equal(record(), [runs[0].runId]);
  await prune({ runs: 3 });
  assert.equal(record(), [runs[1].runId]);
  const sixth = await writeRun(dir, {
    asOf: '2026-03-06T06:00:00.000Z',
    previous: { run_id: runs[1].runId, manifest_sha256: runs[1].manifestSha256 }, // a repeated run was the latest then
  });
  await prune({ runs: 2 });
  assert.equal(record().sort(), [runs[1].runId, runs[3].runId].sort(), 'two kept manifests, two that they name');
  await assertSound();
  await prune({ runs: 1 });
  assert.equal(record(), [runs[1].runId]);
  assert.ok(existsSync(sixth.runDir));
  await assertSound();
});

test('leftovers and rows that no link leads to are swept, the kept rows and what is one’s own are not', async () => {
  for (const name of [
    'spool/aaaaaaaaaaaaaaaa',
    'spool/bbbbbbbbbbbbbbbb',
    'spool/.tmp-1',
    'runs/.tmp-2/sub',
    'runs/.tmp-mine',
    'spool/.tmp-mine',
  ])
    mkdirSync(at(name), { recursive: true });
  writeFileSync(at('runs/.tmp-2/part'), 'x'.repeat(1000));
  writeFileSync(at('spool/bbbbbbbbbbbbbbbb/part'), 'x'.repeat(500));
  symlinkSync('aaaaaaaaaaaaaaaa', at('spool/last_good'));
  symlinkSync('runs/x', at('latest.tmp-77'));
  const dry = await prune({ runs: 9 }, { own: '.tmp-mine', dryRun: true });
  assert.equal([...dry.leftovers].sort(), ['latest.tmp-77', 'runs/.tmp-2', 'spool/.tmp-1', 'spool/bbbbbbbbbbbbbbbb']);
  assert.is(dry.bytes_freed, 1500);
  assert.ok(existsSync(at('spool/bbbbbbbbbbbbbbbb')));
  assert.equal(await prune({ runs: 9 }, { own: '.tmp-mine' }), dry);
  assert.equal(readdirSync(at('spool')).sort(), ['.tmp-mine', 'aaaaaaaaaaaaaaaa', 'last_good']);
  assert.equal(
    readdirSync(at('runs')).filter((name) => name.startsWith('.')),
    ['.tmp-mine'],
  );
  assert.equal(readdirSync(at()).sort(), ['last_good', 'latest', 'runs', 'spool']);
});

test('a dry run changes nothing', async () => {
  const before = readdirSync(at(), { recursive: true }).sort();
  const { removed } = await prune({ runs: 1 }, { dryRun: true });
  assert.is(removed.length, 4);
  assert.equal(readdirSync(at(), { recursive: true }).sort(), before);
});

test('who has lost the lock removes nothing', async () => {
  const lost = new StoreError('OADS_STORE_LOCK_LOST', 'lost');
  const error = await prune({ runs: 1 }, { assertHeld: () => Promise.reject(lost) }).catch((thrown: unknown) => thrown);
  assert.is(error, lost);
  assert.equal(left(), [1, 2, 3, 4, 5]);
});

test('a record that cannot be read is not written over, and nothing goes', async () => {
  for (const content of ['{', '{"schema":"oads/pruned/v2"}', JSON.stringify({ schema: 'oads/pruned/v1', pipeline: 'other', runs: [] })]) {
    writeFileSync(at('pruned.json'), content);
    const error = (await prune({ runs: 1 }).catch((thrown: unknown) => thrown)) as StoreError;
    assert.is(error.code, 'OADS_STORE_RECORD');
    assert.equal(left(), [1, 2, 3, 4, 5]);
    assert.is(readFileSync(at('pruned.json'), 'utf8'), content);
    assert.match((await verifyChain(dir, 'demo')).problems.join('\n'), /^pruned\.json /);
  }
});

test('killed at any instant it leaves whole runs and a sound chain, and the next one finishes the work', async () => {
  await prune({ runs: 3 });
  mkdirSync(at('spool/stray'), { recursive: true });
  const whole = path.join(dir, 'whole');
  await cp(at(), path.join(whole, 'demo'), { recursive: true, verbatimSymlinks: true });
  await prune({ runs: 1 }, {}, whole);
  const expected = readdirSync(path.join(whole, 'demo'), { recursive: true }).sort();
  let step = 0;
  for (; ; step++) {
    const artifacts = path.join(dir, `killed-${step}`);
    await cp(at(), path.join(artifacts, 'demo'), { recursive: true, verbatimSymlinks: true });
    const calls = await killAtStep(step, () => prune({ runs: 1 }, {}, artifacts));
    if (calls === undefined) break;
    await assertSound(artifacts);
    await prune({ runs: 1 }, {}, artifacts);
    assert.equal(readdirSync(path.join(artifacts, 'demo'), { recursive: true }).sort(), expected, calls.join('\n'));
    await assertSound(artifacts);
  }
  assert.ok(step >= 10, `only ${step} instants`);
});

test('by hand: every pipeline of a directory, or one; none where nothing has run', async () => {
  await writeRun(dir, { pipeline: 'other', asOf: '2026-03-01T06:00:00.000Z' });
  const request = { limits: { runs: 1 }, dryRun: false, now: () => NOW };
  assert.equal(await pruneArtifacts(dir, { ...request, pipeline: 'later' }), [
    { pipeline: 'later', removed: [], kept: [], leftovers: [], bytes_freed: 0 },
  ]);
  assert.not(existsSync(path.join(dir, 'later')));
  const reports = await pruneArtifacts(dir, request);
  assert.equal(
    reports.map(({ pipeline, removed }) => [pipeline, removed.length]),
    [
      ['demo', 4],
      ['other', 0],
    ],
  );
  assert.equal(
    readdirSync(at()).filter((name) => name.startsWith('.lock')),
    [],
  );
});

test('by hand: not while a run is under way', async () => {
  writeFileSync(at('.lock'), JSON.stringify({ pid: process.ppid, host: (await import('node:os')).hostname(), since: 'now' }));
  const error = (await pruneArtifacts(dir, { pipeline: 'demo', limits: { runs: 1 }, dryRun: false, now: () => NOW }).catch(
    (thrown: unknown) => thrown,
  )) as StoreError;
  assert.is(error.code, 'OADS_STORE_LOCKED');
  assert.equal(left(), [1, 2, 3, 4, 5]);
});

test.run();
