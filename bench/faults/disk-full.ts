// Lets `oads run` write to a file system that is too small, by its bytes and by its number of files, one size after the
// other until everything fits: so each phase of the writing runs out of room once, native writers included. Checks what
// kills.ts checks, and the message. Exits 1 if anything did not hold. Needs Linux and root, for a tmpfs of its own.
//
//   node scripts/run.mjs bench/faults/disk-full.ts [--step 4096]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readTrace } from '../../test/support/fault-injection/fault-point.ts';
import { inspectAfterFault, inspectAfterNextRun, inspectWhole } from '../../test/support/fault-injection/inspect-store.ts';
import {
  copyTree,
  makeSceneFiles,
  PIPELINE,
  type PreparedScene,
  prepareScene,
  runScene,
} from '../../test/support/fault-injection/scenes.ts';
import { WRITE_PHASES } from '../../test/support/fault-injection/write-phases.ts';

const { values: flags } = parseArgs({ options: { step: { type: 'string', default: '4096' } } });
const step = Number(flags.step);
if (process.platform !== 'linux' || process.geteuid?.() !== 0 || !Number.isInteger(step) || step < 4096) {
  console.error('expected Linux, root (to mount a tmpfs), and --step of at least 4096 bytes');
  process.exit(2);
}

const ROOM = ['size=256m', 'nr_inodes=10000'];
const SCENES = [
  { name: 'the first run ever', config: 'quarantine.yaml', earlier: [] },
  { name: 'a new run after an earlier one', config: 'quarantine.yaml', earlier: ['first.yaml'] },
];

const dir = mkdtempSync(path.join(tmpdir(), 'oads-full-'));
const disk = path.join(dir, 'disk');
const counts = new Map<string, { full: number; held: number }>();
mkdirSync(disk);
try {
  await makeSceneFiles(dir);
  for (const scene of SCENES) {
    const prepared = await prepareScene(dir, scene);
    await sweepSizes(prepared, 'size', step);
    await sweepSizes(prepared, 'nr_inodes', 1);
  }
  console.log('\n| the disk was full in | times | held |\n| --- | ---: | ---: |');
  for (const phase of [...WRITE_PHASES, 'native code']) {
    const count = counts.get(phase);
    if (count) console.log(`| ${phase} | ${count.full} | ${count.held} |`);
  }
  const all = [...counts.values()];
  const [full, held] = [all.reduce((sum, one) => sum + one.full, 0), all.reduce((sum, one) => sum + one.held, 0)];
  console.log(`\n${held} of ${full} full disks held`);
  process.exitCode = held === full && full > 0 ? 0 : 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/** More room each time, until a run ends as it should. */
async function sweepSizes(scene: PreparedScene, limit: 'size' | 'nr_inodes', by: number): Promise<void> {
  for (let extra = 0; ; extra += by) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', ROOM.join(','), 'tmpfs', disk]);
    try {
      if (await fitsInto(scene, limit, extra)) return;
    } finally {
      execFileSync('umount', [disk]);
    }
  }
}

async function fitsInto(scene: PreparedScene, limit: 'size' | 'nr_inodes', extra: number): Promise<boolean> {
  const artifacts = path.join(disk, 'artifacts');
  if (existsSync(scene.start)) copyTree(scene.start, artifacts);
  const { blocks, bfree, bsize, files, ffree } = statfsSync(disk);
  const used = limit === 'size' ? (blocks - bfree) * bsize : files - ffree;
  // 0 would mean without a limit.
  execFileSync('mount', ['-o', `remount,${limit}=${Math.max(used, limit === 'size' ? 4096 : 1) + extra}`, disk]);
  const trace = path.join(dir, 'trace');
  rmSync(trace, { force: true });
  const { code, stderr } = await runScene(dir, scene.config, artifacts, { trace, nth: -1 });
  if (code === scene.exit) return true;
  const phase = readTrace(trace).fullIn ?? 'native code';
  const problems: string[] = [];
  const isOneLine = /^error\[OADS_STORE_FULL\]: [^\n]*: the disk is full\n( {2}hint: [^\n]*\n)?$/.test(stderr);
  if (code !== 3 || !isOneLine) problems.push(`ended with ${code}: ${stderr.trim()}`);
  if (existsSync(path.join(artifacts, PIPELINE, 'runs'))) {
    problems.push(...(await inspectAfterFault(artifacts, scene)), ...(await inspectWhole(artifacts)));
    const left = readdirSync(path.join(artifacts, PIPELINE, 'runs')).length;
    if (phase !== 'keeping the spool' && left !== scene.earlier.length) problems.push(`${left} runs, expected ${scene.earlier.length}`);
  }
  execFileSync('mount', ['-o', `remount,${ROOM.join(',')}`, disk]);
  const next = await runScene(dir, scene.config, artifacts);
  if (next.code !== scene.exit) problems.push(`with room again, the next run ended with ${next.code}: ${next.stderr.trim()}`);
  problems.push(...(await inspectAfterNextRun(artifacts, scene)));
  const count = counts.get(phase) ?? { full: 0, held: 0 };
  counts.set(phase, { full: count.full + 1, held: count.held + (problems.length === 0 ? 1 : 0) });
  if (problems.length > 0) console.log(`${scene.name}, ${limit} + ${extra}, ${phase}:\n  ${problems.join('\n  ')}`);
  return false;
}
