// Ends `oads run` with SIGKILL at many points of its writing and at random instants, and checks after each that readers see
// the old state or the new one, and that the next run ends as if nothing had happened. Exits 1 if anything did not hold.
//
//   node scripts/run.mjs bench/faults/kills.ts [--kills 1000] [--seed 1] [--jobs 2]
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startOads } from '../../test/support/cli.ts';
import { faultEnv, readTrace } from '../../test/support/fault-injection/fault-point.ts';
import { inspectAfterFault, inspectAfterNextRun, inspectWhole } from '../../test/support/fault-injection/inspect-store.ts';
import {
  copyTree,
  LARGE_SCENE,
  makeSceneFiles,
  type PreparedScene,
  prepareScene,
  readPointers,
  runScene,
  SCENES,
} from '../../test/support/fault-injection/scenes.ts';
import { WRITE_PHASES } from '../../test/support/fault-injection/write-phases.ts';
import { type Kill, planKills } from './plan-kills.ts';

interface Outcome {
  readonly scene: string;
  readonly phase: string;
  /** Whether `latest` led to the new run already. */
  readonly isNew: boolean;
  readonly problems: readonly string[];
}

const { values: flags } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
  },
});
const [count, seed, jobs] = [flags.kills, flags.seed, flags.jobs].map(Number);
if (![count, seed, jobs].every((value) => Number.isInteger(value) && value > 0)) {
  console.error('expected --kills, --seed and --jobs to be whole numbers above 0');
  process.exit(2);
}

/** Ctrl-C ends it with the tables of what was done. */
let isStopped = false;
process.once('SIGINT', () => {
  isStopped = true;
});

const dir = mkdtempSync(path.join(tmpdir(), 'oads-kills-'));
try {
  const { failed, outcomes } = await killAll();
  printTables(outcomes);
  console.log(failed === 0 ? `\nall ${outcomes.length} kills held` : `\n${failed} of ${outcomes.length} kills did not hold`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}

async function killAll(): Promise<{ failed: number; outcomes: Outcome[] }> {
  await makeSceneFiles(dir);
  const scenes: PreparedScene[] = [];
  for (const scene of [...SCENES, LARGE_SCENE]) scenes.push(await prepareScene(dir, scene));
  const waiting = planKills(scenes, count, seed).entries();
  const outcomes: Outcome[] = [];
  let failed = 0;
  const work = async () => {
    for (const [number, kill] of waiting) {
      const outcome = await carryOut(kill, path.join(dir, `kill-${number}`));
      if (isStopped) return; // what ran then may have got the signal, too
      outcomes.push(outcome);
      if (outcome.problems.length > 0) {
        failed++;
        console.log(`kill ${number}, ${outcome.scene}, ${outcome.phase}, ${JSON.stringify(kill.at)}, then ${kill.next}:`);
        for (const problem of outcome.problems) console.log(`  ${problem}`);
      }
      if (outcomes.length % 100 === 0) console.log(`${outcomes.length} of ${count}, ${failed} did not hold`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return { failed, outcomes };
}

async function carryOut({ scene, at, next }: Kill, place: string): Promise<Outcome> {
  const artifacts = path.join(place, 'artifacts');
  if (existsSync(scene.start)) copyTree(scene.start, artifacts);
  else mkdirSync(place);
  const trace = path.join(place, 'trace');
  try {
    if ('phase' in at) await runScene(dir, scene.config, artifacts, { trace, ...at, act: { signal: 'SIGKILL' } });
    else await killFromOutside(scene, artifacts, trace, at.afterMs);
    const { operations, struck } = readTrace(trace);
    const phase = 'phase' in at ? at.phase : (operations.at(-1)?.phase ?? 'before the first');
    const isNew = readPointers(artifacts).latest === scene.after.latest && scene.before.latest !== scene.after.latest;
    const problems = 'phase' in at && !struck ? ['the process was never there'] : await inspectAfterFault(artifacts, scene);
    problems.push(...(await converge(scene, next, artifacts)));
    return { scene: scene.name, phase, isNew, problems };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** The process runs as it does anywhere: only its first operation is waited for. */
async function killFromOutside(scene: PreparedScene, artifacts: string, trace: string, afterMs: number): Promise<void> {
  const env = faultEnv({ under: artifacts, trace, nth: -1 });
  const args = ['run', '-c', scene.config, '--artifacts', artifacts];
  const { child, finished } = startOads(args, { cwd: dir, env: { NODE_COMPILE_CACHE: path.join(dir, 'compile-cache'), ...env } });
  while (!existsSync(trace) && child.exitCode === null) await setTimeout(2);
  await setTimeout(afterMs);
  child.kill('SIGKILL');
  await finished;
}

/** The next run sweeps and ends as it would have; where it was another one, so does the one after it. */
async function converge(scene: PreparedScene, next: string, artifacts: string): Promise<string[]> {
  const problems: string[] = [];
  if (next !== scene.config) {
    const other = await runScene(dir, next, artifacts);
    if (other.code !== 0) problems.push(`the next run ended with ${other.code}: ${other.stderr.trim()}`);
    problems.push(...(await inspectWhole(artifacts)));
    return problems;
  }
  const again = await runScene(dir, scene.config, artifacts);
  if (again.code !== scene.exit) problems.push(`the next run ended with ${again.code}, expected ${scene.exit}: ${again.stderr.trim()}`);
  problems.push(...(await inspectAfterNextRun(artifacts, scene)));
  return problems;
}

function printTables(outcomes: readonly Outcome[]): void {
  const row = (cells: readonly (string | number)[]) => console.log(`| ${cells.join(' | ')} |`);
  const tell = (title: string, key: 'phase' | 'scene', names: readonly string[]) => {
    console.log('');
    row([title, 'kills', 'latest still the earlier', 'latest the new one', 'held']);
    row(['---', '---:', '---:', '---:', '---:']);
    for (const name of names) {
      const of = outcomes.filter((outcome) => outcome[key] === name);
      const fresh = of.filter(({ isNew }) => isNew).length;
      if (of.length > 0) row([name, of.length, of.length - fresh, fresh, of.filter(({ problems }) => problems.length === 0).length]);
    }
  };
  tell('killed while in', 'phase', [...WRITE_PHASES, 'other', 'before the first']);
  tell(
    'scene',
    'scene',
    [...SCENES, LARGE_SCENE].map(({ name }) => name),
  );
}
