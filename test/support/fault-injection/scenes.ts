import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { AS_OF, type Finished, runOads } from '../cli.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from '../small-pipeline.ts';
import { type FaultPoint, faultEnv, readTrace, type TracedOperation } from './fault-point.ts';

export const PIPELINE = 'shipments';
const ROWS = 300;

/** A run that is disturbed, and the state of the artifacts in which it starts. */
export interface Scene {
  readonly name: string;
  readonly config: string;
  /** Runs before it, oldest first, then what else happened to the artifacts. */
  readonly earlier: readonly string[];
  readonly damage?: (artifacts: string) => void;
  readonly litter?: (artifacts: string) => void;
}

/** The scene's start, and all that must hold once its run has ended undisturbed. */
export interface PreparedScene extends Scene {
  /** A directory with the artifacts before the run; absent for the first run of all. */
  readonly start: string;
  readonly before: Pointers;
  readonly after: Pointers;
  readonly exit: number | null;
  /** The run's directory. */
  readonly run: string;
  readonly operations: readonly TracedOperation[];
  /** From its first operation to its end. */
  readonly durationMs: number;
}

export interface Pointers {
  readonly latest?: string;
  readonly lastGood?: string;
  /** The directory of the rows of the last good load. */
  readonly spool?: string;
}

export const SCENES: readonly Scene[] = [
  { name: 'the first run ever', config: 'second.yaml', earlier: [] },
  { name: 'a new run after an earlier one', config: 'second.yaml', earlier: ['first.yaml'] },
  { name: 'a run that is there already', config: 'first.yaml', earlier: ['first.yaml', 'second.yaml'] },
  { name: 'a new run after a killed one', config: 'second.yaml', earlier: ['first.yaml'], litter: leaveLitter },
  { name: 'a withheld run', config: 'refused.yaml', earlier: ['first.yaml'] },
  { name: 'a run with quarantine', config: 'quarantine.yaml', earlier: ['first.yaml'] },
  { name: 'a fallback run', config: 'gone.yaml', earlier: ['first.yaml'] },
  { name: 'a run that removes old ones', config: 'pruning.yaml', earlier: ['first.yaml', 'quarantine.yaml'] },
  {
    name: 'a run whose results were damaged',
    config: 'second.yaml',
    earlier: ['first.yaml', 'second.yaml'],
    damage: (artifacts) => appendFileSync(path.join(latestRun(artifacts), 'anomaly_results.csv'), 'x'),
  },
  {
    name: 'a run whose manifest was torn',
    config: 'second.yaml',
    earlier: ['first.yaml', 'second.yaml'],
    damage: (artifacts) => truncateSync(path.join(latestRun(artifacts), 'manifest.json'), 100),
  },
];

/** Larger, so that native code is at work for a while: only for instants from outside. */
export const LARGE_SCENE: Scene = { name: 'a larger run', config: 'large.yaml', earlier: ['first.yaml'] };

/** What a process that was killed in the middle of everything would leave. */
function leaveLitter(artifacts: string): void {
  const root = path.join(artifacts, PIPELINE);
  const nobody = 2 ** 22 + 1; // above the largest process id
  for (const dir of [`runs/.tmp-${nobody}`, `runs/.tmp-replaced-${nobody}`, `spool/.tmp-${nobody}/rows`])
    mkdirSync(path.join(root, dir), { recursive: true, mode: 0o700 });
  writeFileSync(path.join(root, `runs/.tmp-${nobody}/anomaly_results.csv`), 'id,sco', { mode: 0o600 });
  writeFileSync(path.join(root, `spool/.tmp-${nobody}/rows/part-000000.parquet`), 'PAR1', { mode: 0o600 });
  for (const link of ['latest', 'last_good', 'spool/last_good'])
    symlinkSync('runs/0123456789abcdef', path.join(root, `${link}.tmp-${nobody}`));
  writeFileSync(path.join(root, '.lock.6f3cecb3-5ea1-46a7-8f00-0123456789ab'), '', { mode: 0o600 });
  const holder = { pid: nobody, host: hostname(), since: AS_OF };
  writeFileSync(path.join(root, '.lock'), JSON.stringify(holder), { mode: 0o600 });
}

const latestRun = (artifacts: string) => path.join(artifacts, PIPELINE, readlinkSync(path.join(artifacts, PIPELINE, 'latest')));

/** Data, configs and bundle of all scenes. */
export async function makeSceneFiles(dir: string): Promise<SmallPipeline> {
  const pipeline = await makeSmallPipeline(dir);
  const withBatch = (name: string, batch: string) => pipeline.reconfigure(name, (yaml) => yaml.replace('batch.csv', batch));
  pipeline.writeBatch('first.csv', makeShipments(ROWS, 11, 5000));
  pipeline.writeBatch('second.csv', makeShipments(ROWS, 12, 6000));
  pipeline.writeBatch(
    'refused.csv',
    makeShipments(ROWS, 13, 7000).map((row) => ({ ...row, mode: 'teleport' })),
  );
  pipeline.writeBatch(
    'quarantine.csv',
    makeShipments(ROWS, 14, 8000).map((row, index) => (index % 50 === 0 ? { ...row, weight: -1 } : row)),
  );
  pipeline.reconfigure('pruning.yaml', (yaml) => `${yaml.replace('batch.csv', 'second.csv')}retention: {runs: 1}\n`);
  pipeline.writeBatch('large.csv', makeShipments(40_000, 15, 9000));
  for (const name of ['first', 'second', 'refused', 'quarantine', 'large', 'gone']) withBatch(`${name}.yaml`, `${name}.csv`);
  return pipeline;
}

/** Runs the scene's pipeline on some artifacts, perhaps with a fault point. */
export function runScene(dir: string, config: string, artifacts: string, point?: Omit<FaultPoint, 'under'>): Promise<Finished> {
  // The test runner has one for all.
  const cache = process.env.NODE_COMPILE_CACHE ? {} : { NODE_COMPILE_CACHE: path.join(dir, 'compile-cache') };
  const env = { ...cache, ...(point && faultEnv({ ...point, under: artifacts })) };
  return runOads(['run', '-c', config, '--artifacts', artifacts], { cwd: dir, env: { OADS_AS_OF: AS_OF, ...env } });
}

/** Brings about the scene's start, and lets its run happen once without a fault. */
export async function prepareScene(dir: string, scene: Scene): Promise<PreparedScene> {
  const base = path.join(
    dir,
    'scenes',
    scene.config.replace('.yaml', ''),
    String(scene.earlier.length),
    scene.damage?.name ?? '',
    scene.name,
  );
  const start = path.join(base, 'start');
  const done = path.join(base, 'done');
  mkdirSync(base, { recursive: true });
  for (const config of scene.earlier) {
    const { code, stderr } = await runScene(dir, config, start);
    if (code !== 0) throw new Error(`${scene.name}: ${config} ended with ${code}: ${stderr}`);
  }
  scene.damage?.(start);
  scene.litter?.(start);
  if (existsSync(start)) copyTree(start, done);
  const trace = path.join(base, 'trace');
  const { code, stderr } = await runScene(dir, scene.config, done, { trace, nth: -1 });
  if (code !== 0 && code !== 1) throw new Error(`${scene.name}: ended with ${code}: ${stderr}`);
  return {
    ...scene,
    start,
    before: readPointers(start),
    after: readPointers(done),
    exit: code,
    run: latestRun(done),
    operations: readTrace(trace).operations,
    durationMs: Date.now() - statSync(trace).birthtimeMs,
  };
}

/** With its links as they are. */
export function copyTree(from: string, to: string): void {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  // Directories come out with the usual mode.
  for (const entry of readdirSync(to, { recursive: true, withFileTypes: true }))
    if (entry.isDirectory()) chmodSync(path.join(entry.parentPath, entry.name), 0o700);
  chmodSync(to, 0o700);
}

export function readPointers(artifacts: string): Pointers {
  const at = (...names: string[]) => {
    try {
      return path.basename(readlinkSync(path.join(artifacts, PIPELINE, ...names)));
    } catch {
      return undefined;
    }
  };
  return { latest: at('latest'), lastGood: at('last_good'), spool: at('spool', 'last_good') };
}

/** Every file of a run; the manifest without its times, which alone may differ. */
export function photographRun(run: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(run)
      .sort()
      .map((name) => {
        const bytes = readFileSync(path.join(run, name));
        if (name !== 'manifest.json') return [name, bytes.toString('base64')];
        const { started_at: _from, finished_at: _to, seal: _seal, previous, ...rest } = JSON.parse(bytes.toString('utf8'));
        return [name, JSON.stringify({ ...rest, previous: previous?.run_id ?? null })];
      }),
  );
}
