import { appendFileSync, chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { type CliOptions, oadsInShell, runOads, scratchDir, startOads } from '../support/cli.ts';
import { type FaultPoint, faultEnv, readTrace } from '../support/fault-injection/fault-point.ts';
import { copyTree } from '../support/fault-injection/scenes.ts';
import { type Fault, faultSuite, type Scene } from '../support/faults.ts';
import { makeSmallPipeline } from '../support/small-pipeline.ts';

/** The small pipeline after one certified run. */
let scratch: Awaited<ReturnType<typeof scratchDir>>;

const RUN = ['run', '-c', 'oads.yaml'];
/** Another point of view makes another run: the freshness check reads it. */
const NEXT_DAY = '2026-11-02T00:00:00Z';
const EARLIER_STAYS = 'the earlier run stays';
const isRoot = process.geteuid?.() === 0;

type Point = Omit<FaultPoint, 'under' | 'trace'>;

/** What the process must come across, and the environment of a new run. */
function armed({ dir, artifacts }: Scene, point: Point, under = artifacts): { env: Record<string, string>; wasStruck: () => boolean } {
  const trace = path.join(dir, 'trace');
  return { env: { OADS_AS_OF: NEXT_DAY, ...faultEnv({ ...point, under, trace }) }, wasStruck: () => readTrace(trace).struck };
}

/** A run after the certified one, with a fault point in its writing. */
function disturbed(point: Point, arrange: (scene: Scene) => void = () => {}): Fault['provoke'] {
  return async (scene) => {
    copyTree(scratch.dir, scene.dir);
    arrange(scene);
    const { env, wasStruck } = armed(scene, point);
    await scene.run(RUN, { env });
    assert.ok(wasStruck(), 'the run came to the fault point');
  };
}

/** So few rows are scored without threads unless the config asks for them. */
const withThreads = ({ dir }: Scene) => appendFileSync(path.join(dir, 'oads.yaml'), 'score: {workers: 2}\n');

/** A run after the certified one, with nothing but its surroundings changed. */
function arranged(arrange: (scene: Scene) => CliOptions | undefined): Fault['provoke'] {
  return async (scene) => {
    copyTree(scratch.dir, scene.dir);
    const options = arrange(scene);
    await scene.run(RUN, { ...options, env: { OADS_AS_OF: NEXT_DAY, ...options?.env } });
  };
}

/** A single stage with an output, stopped or failing on the way: the output stays as it was, the temporary directory is left empty. */
function stage(args: readonly string[], output: string | undefined, point: Point): Fault['provoke'] {
  return async (scene) => {
    copyTree(scratch.dir, scene.dir);
    const temp = path.join(scene.dir, 'temp');
    mkdirSync(temp);
    const at = output && path.join(scene.dir, output);
    if (at && !existsSync(at)) writeFileSync(at, 'as it was', { mode: 0o600 });
    const photograph = () => (at === undefined ? '' : existsSync(path.join(at, 'bundle.json')) ? bundleIn(at) : readFileSync(at, 'utf8'));
    const before = photograph();
    const names = readdirSync(scene.dir);
    const { env, wasStruck } = armed(scene, point, scene.dir);
    await scene.run([...args, '-c', 'oads.yaml'], { env: { ...env, TMPDIR: temp } });
    assert.ok(wasStruck(), 'the command came to the fault point');
    assert.is(photograph(), before);
    assert.equal(readdirSync(temp), [], 'the temporary directory is empty');
    assert.equal(new Set(readdirSync(scene.dir)), new Set([...names, 'trace']), 'nothing lies beside the output');
  };
}

const bundleIn = (dir: string) =>
  readdirSync(dir)
    .map((name) => `${name} ${readFileSync(path.join(dir, name), 'base64')}`)
    .join('\n');

/** The CLI under a limit on the size of files, in units of 512 bytes. */
function limited(units: number): Fault['provoke'] {
  return async (scene) => {
    copyTree(scratch.dir, scene.dir);
    await scene.observe(() => {
      const command = `ulimit -f ${units}; exec ${oadsInShell} ${RUN.join(' ')}`;
      return runOads([], { cwd: scene.dir, env: { OADS_AS_OF: NEXT_DAY }, command: ['sh', '-c', command] });
    });
  };
}

/** Stops once at an operation that never ends, and again. */
async function stopTwice(scene: Scene): Promise<void> {
  copyTree(scratch.dir, scene.dir);
  withThreads(scene); // which keep the process alive, as an operation that hangs would: the injected one is a promise only
  const { env, wasStruck } = armed(scene, { phase: 'results', nth: 2, act: { signal: 'SIGINT', hang: true } });
  await scene.observe(async () => {
    const { child, finished } = startOads(RUN, { cwd: scene.dir, env });
    while (!wasStruck() && child.exitCode === null) await new Promise((resolve) => setImmediate(resolve));
    child.kill('SIGINT');
    return finished;
  });
}

const inTheWay = (...names: string[]) =>
  arranged(({ artifacts }) => {
    const place = path.join(artifacts, ...names);
    rmSync(place, { recursive: true, force: true });
    writeFileSync(place, 'a file', { mode: 0o600 });
    return undefined;
  });

const noLine = () => '';
const full = { error: 'ENOSPC', lasting: true } as const;
const INTERRUPTED = /^error\[OADS_INTERRUPTED\]: interrupted$/;
const stopped = (fault: string, point: Point): Fault => ({
  fault,
  provoke: disturbed({ ...point, act: { signal: 'SIGINT' } }),
  exit: 130,
  says: INTERRUPTED,
  after: EARLIER_STAYS,
});
const stoppedStage = (fault: string, args: readonly string[], output: string | undefined, point: Point): Fault => ({
  fault,
  provoke: stage(args, output, { ...point, act: { signal: 'SIGINT' } }),
  exit: 130,
  says: INTERRUPTED,
  after: EARLIER_STAYS,
});
const fullDisk = (fault: string, point: Point): Fault => ({
  fault,
  provoke: disturbed({ ...point, act: full }),
  exit: 3,
  says: /^error\[OADS_STORE_FULL\]: .*: the disk is full$/,
  after: EARLIER_STAYS,
});

const test = faultSuite({
  section: 'machine',
  before: async () => {
    scratch = await scratchDir();
    await makeSmallPipeline(scratch.dir);
    const { code, stderr } = await runOads(RUN, { cwd: scratch.dir });
    if (code !== 0) throw new Error(stderr);
  },
  after: () => scratch.remove(),
  faults: [
    fullDisk('the disk is full when the lock is taken', { phase: 'lock', nth: 1 }),
    fullDisk('the disk fills up in the middle of the results', { phase: 'results', nth: 2, when: 'torn' }),
    fullDisk('the disk is full when the manifest is written', { phase: 'manifest', nth: 2 }),
    fullDisk('the disk is full when the link `last_good` is prepared', { phase: 'last_good', label: /^symlink/ }),
    {
      fault: 'the disk is full when the rows are kept for a later fallback',
      provoke: disturbed({ label: /^symlink shipments\/spool/, act: full }),
      exit: 3,
      says: /^error\[OADS_STORE_FULL\]: the run is written, but its rows could not be kept in .*: the disk is full$/,
      after: 'a new run, certified',
    },
    {
      fault: 'files may not grow: the first rows do not fit (`ulimit -f`)',
      provoke: limited(8),
      exit: 3,
      says: /^error\[OADS_STORE_FULL\]: .*part-000000.parquet could not be written: a file would be larger than its limit$/,
      after: EARLIER_STAYS,
    },
    {
      fault: 'files may not grow: the results do not fit (`ulimit -f`)',
      provoke: limited(64),
      exit: 3,
      says: /^error\[OADS_STORE_FULL\]: .*: a file would be larger than its limit$/,
      after: EARLIER_STAYS,
    },
    {
      fault: 'the temporary directory is full during `oads check`',
      provoke: stage(['check', 'batch.csv'], undefined, { label: /^writeFileSync temp/, act: full }),
      exit: 3,
      says: /^error\[OADS_STORE_FULL\]: .*part-000000.parquet could not be written: the disk is full$/,
      after: EARLIER_STAYS,
    },
    {
      fault: 'the disk fills up in the middle of `oads score -o`',
      provoke: stage(['score', 'batch.csv', '-o', 'out.csv'], 'out.csv', { label: /^writeFile \.out/, when: 'torn', act: full }),
      exit: 3,
      says: /^error\[OADS_STORE_FULL\]: out.csv could not be written: the disk is full$/,
      after: EARLIER_STAYS,
    },
    {
      fault: 'the disk is full when `oads fit` writes the model',
      provoke: stage(['fit', '-r', 'reference.csv'], 'model', { label: /model\.onnx/, act: full }),
      exit: 3,
      says: /^error\[OADS_STORE_FULL\]: model bundle .*model could not be written: the disk is full$/,
      after: EARLIER_STAYS,
    },
    {
      fault: 'the artifacts directory is on a read-only file system',
      provoke: disturbed({ act: { error: 'EROFS', lasting: true } }),
      exit: 3,
      says: /^error\[OADS_STORE_DENIED\]: expected a writable artifacts directory artifacts: the file system is read-only$/,
      after: EARLIER_STAYS,
    },
    {
      fault: 'the file system becomes read-only on the way',
      provoke: disturbed({ phase: 'results', nth: 2, act: { error: 'EROFS', lasting: true } }),
      exit: 3,
      says: /^error\[OADS_STORE_DENIED\]: .*: the file system is read-only$/,
      after: EARLIER_STAYS,
      leavesLitter: true,
    },
    {
      fault: 'the artifacts directory belongs to someone else',
      // Nothing is forbidden to root.
      provoke: isRoot
        ? disturbed({ phase: 'lock', act: { error: 'EACCES', lasting: true } })
        : async (scene) => {
            const place = path.join(scene.artifacts, 'shipments');
            await arranged(() => void chmodSync(place, 0o500))(scene);
            chmodSync(place, 0o700);
          },
      exit: 3,
      says: /^error\[OADS_STORE_DENIED\]: expected a writable artifacts directory artifacts: permission denied$/,
      after: EARLIER_STAYS,
    },
    {
      fault: 'the disk reports an error when a file is made durable',
      provoke: disturbed({ label: /^sync .*system_state/, act: { error: 'EIO' } }),
      exit: 3,
      says: /^error\[OADS_STORE_FAILED\]: .*: the disk reported an error \(EIO\)$/,
      after: EARLIER_STAYS,
    },
    {
      fault: 'too many open files',
      provoke: disturbed({ phase: 'results', act: { error: 'EMFILE' } }),
      exit: 3,
      says: /^error\[OADS_STORE_FAILED\]: .*: too many open files$/,
      after: EARLIER_STAYS,
    },
    {
      fault: 'a file in place of the pipeline’s directory',
      provoke: inTheWay('shipments'),
      exit: 3,
      says: /^error\[OADS_STORE_DENIED\]: expected a writable artifacts directory artifacts: a file is in the way/,
      after: 'nothing written',
    },
    {
      fault: 'a file in place of the directory `spool`',
      provoke: inTheWay('shipments', 'spool'),
      exit: 3,
      says: /^error\[OADS_STORE_DENIED\]: expected a writable artifacts directory artifacts: a file is in the way/,
      after: EARLIER_STAYS,
    },
    {
      fault: 'the artifacts directory vanishes on the way',
      provoke: async (scene) => disturbed({ phase: 'results', nth: 2, act: { remove: scene.artifacts } })(scene),
      exit: 3,
      says: /^error\[OADS_STORE_LOCK_LOST\]: expected the lock .* to be that of this run, got none$/,
      after: 'all runs are gone',
    },
    stopped('stopped by SIGINT while it takes the lock', { phase: 'lock', nth: 2 }),
    stopped('stopped by SIGINT while it reads rows', { phase: 'spool part', nth: 3 }),
    stopped('stopped by SIGINT while it scores', { phase: 'scratch scores', nth: 2 }),
    stopped('stopped by SIGINT while it writes the results', { phase: 'results', nth: 2 }),
    stopped('stopped by SIGINT while it writes the last document', { phase: 'system state', nth: 3 }),
    {
      fault: 'stopped by SIGTERM while it writes the results',
      provoke: disturbed({ phase: 'results', nth: 2, act: { signal: 'SIGTERM' } }),
      exit: 143,
      says: /^error\[OADS_INTERRUPTED\]: stopped by SIGTERM$/,
      after: EARLIER_STAYS,
    },
    {
      fault: 'the terminal is closed (SIGHUP) while it writes the results',
      provoke: disturbed({ phase: 'results', nth: 2, act: { signal: 'SIGHUP' } }),
      exit: 129,
      says: /^error\[OADS_INTERRUPTED\]: stopped by SIGHUP$/,
      after: EARLIER_STAYS,
    },
    {
      fault: 'SIGINT comes when the run is being put in its place: too late to stop',
      provoke: disturbed({ phase: 'rename of the run', nth: 1, act: { signal: 'SIGINT' } }),
      exit: 0,
      says: /^$/,
      after: 'a new run, certified',
    },
    { fault: 'a second SIGINT while it is stopping', provoke: stopTwice, exit: 130, says: /^$/, after: EARLIER_STAYS, leavesLitter: true },
    // Early: the signal needs a turn of the event loop to arrive.
    stoppedStage('`oads load -o` is stopped by SIGINT', ['load', '-o', 'out.parquet'], 'out.parquet', { label: /^writeFileSync temp/ }),
    stoppedStage('`oads check -o` is stopped by SIGINT', ['check', 'batch.csv', '-o', 'out.json'], 'out.json', {
      label: /^writeFileSync temp/,
    }),
    stoppedStage('`oads drift -o` is stopped by SIGINT', ['drift', 'batch.csv', '-o', 'out.json'], 'out.json', {
      label: /^writeFileSync temp/,
    }),
    stoppedStage('`oads score -o` is stopped by SIGINT', ['score', 'batch.csv', '-o', 'out.csv'], 'out.csv', { label: /^sync \.out/ }),
    stoppedStage('`oads fit` is stopped by SIGINT', ['fit', '-r', 'reference.csv'], 'model', { label: /^writeFileSync temp/ }),
    {
      fault: '`oads verify` is stopped by SIGINT',
      provoke: async (scene) => {
        copyTree(scratch.dir, scene.dir);
        const { env, wasStruck } = armed(scene, { reads: true, act: { signal: 'SIGINT' } });
        await scene.run(['verify', 'artifacts'], { env });
        assert.ok(wasStruck());
      },
      exit: 130,
      says: INTERRUPTED,
      after: EARLIER_STAYS,
    },
    {
      fault: 'a scoring thread ends',
      provoke: disturbed({ act: { worker: 'exit' } }, withThreads),
      exit: 4,
      says: /^error\[OADS_MODEL_WORKER\]: a scoring thread ended unexpectedly: exit code 9$/,
      after: EARLIER_STAYS,
    },
    {
      fault: 'a scoring thread throws',
      provoke: disturbed({ act: { worker: 'throw' } }, withThreads),
      exit: 4,
      says: /^error\[OADS_MODEL_WORKER\]: a scoring thread ended unexpectedly: out of luck$/,
      after: EARLIER_STAYS,
    },
    {
      fault: 'killed (SIGKILL) in the middle of the results',
      provoke: disturbed({ phase: 'results', nth: 2, when: 'torn', act: { signal: 'SIGKILL' } }),
      exit: 'SIGKILL',
      says: /^$/,
      after: EARLIER_STAYS,
      line: noLine,
      leavesLitter: true,
    },
    {
      fault: 'the memory for JavaScript runs out (`--max-old-space-size=12`)',
      provoke: arranged(() => ({ env: { NODE_OPTIONS: '--max-old-space-size=12' } })),
      exit: 'SIGABRT',
      says: /^$/,
      after: EARLIER_STAYS,
      line: noLine,
      leavesLitter: true,
    },
  ],
});
test.run();
