import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readlinkSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Finished, runOads, scratchDir, startOads } from '../support/cli.ts';
import { faultSuite, type Scene } from '../support/faults.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;

/** The small pipeline after three certified runs, with rows for a fourth. */
function afterThreeRuns({ dir }: Scene): void {
  const umask = process.umask(0o077); // copies of directories take their mode from it
  cpSync(scratch.dir, dir, { recursive: true, verbatimSymlinks: true });
  process.umask(umask);
}

const lockOf = ({ artifacts }: Scene) => path.join(artifacts, 'shipments', '.lock');
const holder = (change: object) => JSON.stringify({ pid: process.pid, host: os.hostname(), since: '2026-10-31T23:00:00.000Z', ...change });

function writeLock(scene: Scene, content: string, silentSeconds = 0): void {
  afterThreeRuns(scene);
  writeFileSync(lockOf(scene), content, { mode: 0o600 });
  const touched = Date.now() / 1000 - silentSeconds;
  utimesSync(lockOf(scene), touched, touched);
}

const elsewhere = () => holder({ host: 'elsewhere.example', heartbeat_ms: 10_000 });

function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

/** A run of many rows that stands still while it holds the lock. */
async function holdRun(scene: Scene): Promise<{ goOn: () => Promise<Finished> }> {
  const { child, finished } = startOads(['run', '-c', 'large.yaml'], { cwd: scene.dir });
  let ended: Finished | undefined;
  finished.then((end) => (ended = end));
  while (!existsSync(lockOf(scene))) {
    if (ended) throw new Error(`the run ended before it could be held: ${ended.stderr}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  child.kill('SIGSTOP');
  return {
    goOn: () => {
      child.kill('SIGCONT');
      return finished;
    },
  };
}

/** Loads a module of the scene's into the command. */
const preload = (scene: Scene, name: string) => ({ env: { NODE_OPTIONS: `--import=${path.join(scene.dir, name)}` } });

const CLOCK = `const back = 2 * 86_400_000;
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given) {
    if (given.length === 0) super(Real.now() - back);
    else super(...given);
  }
  static now() {
    return Real.now() - back;
  }
};
`;

const KILL = `import { syncBuiltinESMExports } from 'node:module';
import fs from 'node:fs/promises';
const { rm } = fs;
fs.rm = (target, ...rest) => (String(target).includes('.tmp-pruned-') ? process.kill(process.pid, 'SIGKILL') : rm(target, ...rest));
syncBuiltinESMExports();
`;

const test = faultSuite({
  section: 'retention',
  before: async () => {
    scratch = await scratchDir();
    pipeline = await makeSmallPipeline(scratch.dir);
    for (const seed of [2, 3, 4]) {
      pipeline.writeBatch('batch.csv', makeShipments(1000, seed, 5000));
      const { code, stderr } = await runOads(['run', '-c', pipeline.config]);
      if (code !== 0) throw new Error(stderr);
    }
    pipeline.writeBatch('batch.csv', makeShipments(1000, 5, 5000));
    pipeline.writeBatch('large.csv', makeShipments(60_000, 6, 5000));
    pipeline.reconfigure('large.yaml', (yaml) => yaml.replace('batch.csv', 'large.csv'));
    pipeline.reconfigure('keep-two.yaml', (yaml) => `${yaml}retention: {runs: 2}\n`);
    writeFileSync(path.join(scratch.dir, 'clock.mjs'), CLOCK);
    writeFileSync(path.join(scratch.dir, 'kill.mjs'), KILL);
  },
  after: () => scratch.remove(),
  faults: [
    {
      fault: 'a second run starts while one is under way, which finishes',
      provoke: (scene) => {
        afterThreeRuns(scene);
        return scene.observe(async () => {
          const first = await holdRun(scene);
          const second = await runOads(['run', '-c', 'oads.yaml'], { cwd: scene.dir });
          const { code, stderr } = await first.goOn();
          if (code !== 0) throw new Error(stderr);
          return second;
        });
      },
      exit: 3,
      says: /^error\[OADS_STORE_LOCKED\]: another run of this pipeline is under way: process /,
      after: 'a new run, certified',
    },
    {
      fault: 'the lock of a process that was killed',
      provoke: async (scene) => {
        writeLock(scene, holder({ pid: deadPid() }));
        await scene.run(['run', '-c', 'oads.yaml']);
      },
      exit: 0,
      says: /^$/,
      after: 'a new run, certified',
    },
    {
      fault: 'the same, and another process has its id by now',
      provoke: async (scene) => {
        // Only /proc tells when a process began.
        const [place, pid] =
          process.platform === 'linux'
            ? [`${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`, process.pid]
            : [undefined, deadPid()];
        writeLock(scene, holder({ pid, place, started: '1', heartbeat_ms: 10_000 }));
        await scene.run(['run', '-c', 'oads.yaml']);
      },
      exit: 0,
      says: /^$/,
      after: 'a new run, certified',
    },
    {
      fault: 'the lock of a run on another host, touched half a minute ago',
      provoke: async (scene) => {
        writeLock(scene, elsewhere(), 30);
        await scene.run(['run', '-c', 'oads.yaml']);
      },
      exit: 3,
      says: /^error\[OADS_STORE_LOCKED\]: /,
      after: 'the earlier run stays',
      leavesLitter: true,
    },
    {
      fault: 'the same, silent for two minutes',
      provoke: async (scene) => {
        writeLock(scene, elsewhere(), 120);
        await scene.run(['run', '-c', 'oads.yaml']);
      },
      exit: 0,
      says: /^$/,
      after: 'a new run, certified',
    },
    {
      fault: 'a lock torn by a power failure',
      provoke: async (scene) => {
        writeLock(scene, '{"pid": 12');
        await scene.run(['run', '-c', 'oads.yaml']);
      },
      exit: 0,
      says: /^$/,
      after: 'a new run, certified',
    },
    {
      fault: 'a directory in place of the lock',
      provoke: async (scene) => {
        afterThreeRuns(scene);
        mkdirSync(lockOf(scene), { mode: 0o700 });
        await scene.run(['run', '-c', 'oads.yaml']);
      },
      exit: 3,
      says: /^error\[OADS_STORE_DENIED\]: expected to take the lock .*, got a directory there$/,
      after: 'the earlier run stays',
      leavesLitter: true,
    },
    {
      fault: 'a run stands still until another host has taken its lock',
      provoke: (scene) => {
        afterThreeRuns(scene);
        return scene.observe(async () => {
          const run = await holdRun(scene);
          writeFileSync(`${lockOf(scene)}.next`, elsewhere(), { mode: 0o600 });
          renameSync(`${lockOf(scene)}.next`, lockOf(scene));
          return run.goOn();
        });
      },
      exit: 3,
      says: /^error\[OADS_STORE_LOCK_LOST\]: expected the lock .* to be that of this run, got that of process /,
      after: 'the earlier run stays',
      leavesLitter: true,
    },
    {
      fault: 'the clock was set back by two days',
      provoke: async (scene) => {
        afterThreeRuns(scene);
        await scene.run(['run', '-c', 'oads.yaml'], preload(scene, 'clock.mjs'));
      },
      exit: 0,
      says: /^warning: the clock stands at \S+, before the end of the run before \(\S+\): ages and freshness may be wrong$/,
      line: ({ stderr }) => stderr.trim().replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'),
      after: 'a new run, certified',
    },
    {
      fault: 'more runs than `retention.runs: 2`',
      provoke: async (scene) => {
        afterThreeRuns(scene);
        await scene.run(['run', '-c', 'keep-two.yaml']);
      },
      exit: 0,
      says: /^$/,
      after: 'a new run, certified; 2 earlier removed',
    },
    {
      fault: '`oads prune` is killed while it removes',
      provoke: async (scene) => {
        afterThreeRuns(scene);
        await scene.run(['prune', '-c', 'keep-two.yaml'], preload(scene, 'kill.mjs'));
      },
      exit: 'SIGKILL',
      says: /^$/,
      after: 'the earlier run stays; 1 earlier removed',
      leavesLitter: true,
    },
    {
      fault: 'a run after that',
      provoke: async (scene) => {
        afterThreeRuns(scene);
        await runOads(['prune', '-c', 'keep-two.yaml'], { cwd: scene.dir, ...preload(scene, 'kill.mjs') });
        await scene.run(['run', '-c', 'oads.yaml']);
      },
      exit: 0,
      says: /^$/,
      after: 'a new run, certified',
    },
    {
      fault: '`oads prune` while a run is under way',
      provoke: async (scene) => {
        writeLock(scene, elsewhere());
        await scene.run(['prune', '-c', 'keep-two.yaml']);
      },
      exit: 3,
      says: /^error\[OADS_STORE_LOCKED\]: /,
      after: 'the earlier run stays',
      leavesLitter: true,
    },
    {
      fault: '`oads prune` without a limit',
      provoke: async (scene) => {
        afterThreeRuns(scene);
        await scene.run(['prune', '-c', 'oads.yaml']);
      },
      exit: 2,
      says: /^error\[OADS_USAGE_RETENTION\]: expected a limit on what is kept, got neither --runs nor --days nor a retention$/,
      after: 'the earlier run stays',
    },
  ],
});
test.run();
