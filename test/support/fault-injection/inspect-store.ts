import { existsSync, lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { layoutOf } from '../../../src/core/artifacts/layout.ts';
import { listRuns, type RunReading, readLastGood, readLatest } from '../../../src/core/artifacts/read-runs.ts';
import { verifyChain } from '../../../src/core/artifacts/verify-chain.ts';
import { verifyRun } from '../../../src/core/artifacts/verify-run.ts';
import { messageOf } from '../../../src/core/errors.ts';
import { loadPolars } from '../../../src/core/frame/polars.ts';
import { lastGoodSource } from '../../../src/core/load/last-good.ts';
import { PIPELINE, type PreparedScene, photographRun, readPointers } from './scenes.ts';

/** What is wrong right after a run was cut off: the old state or the new one must be there, whole, for every reader. */
export async function inspectAfterFault(artifacts: string, scene: PreparedScene): Promise<string[]> {
  const problems: string[] = [];
  const { before, after } = scene;
  const now = readPointers(artifacts);
  for (const name of ['latest', 'lastGood', 'spool'] as const) {
    if (now[name] !== before[name] && now[name] !== after[name]) {
      problems.push(`${name} leads to ${now[name]}, expected ${before[name]} or ${after[name]}`);
    }
  }
  // A run that was damaged before may be so still, or be gone: its replacement is not there yet.
  if (!scene.damage) {
    problems.push(...problemsOf('latest', await readLatest(artifacts, PIPELINE), now.latest));
    problems.push(...problemsOf('last_good', await readLastGood(artifacts, PIPELINE), now.lastGood));
    for (const entry of await listRuns(artifacts, PIPELINE, { limit: 100 })) {
      const run = await verifyRun(path.join(layoutOf(artifacts, PIPELINE).runs, entry.run_id), { pipeline: PIPELINE });
      if (run.state === 'damaged') problems.push(...run.problems);
    }
    problems.push(...(await verifyChain(artifacts, PIPELINE)).problems);
  }
  if (now.spool !== undefined) problems.push(...(await inspectSpool(artifacts)));
  return problems;
}

/** What is wrong after the next run: everything must be as if nothing had happened. */
export async function inspectAfterNextRun(artifacts: string, scene: PreparedScene): Promise<string[]> {
  const problems = await inspectWhole(artifacts);
  const now = readPointers(artifacts);
  if (now.latest !== scene.after.latest) problems.push(`latest leads to ${now.latest}, undisturbed to ${scene.after.latest}`);
  if (now.lastGood !== scene.after.lastGood) problems.push(`last_good leads to ${now.lastGood}, undisturbed to ${scene.after.lastGood}`);
  const content = (spool: string | undefined) => spool?.slice(0, 16);
  if (content(now.spool) !== content(scene.after.spool)) problems.push(`the rows kept are ${now.spool}, undisturbed ${scene.after.spool}`);
  const run = path.join(layoutOf(artifacts, PIPELINE).runs, path.basename(scene.run));
  const [got, expected] = [photographRun(run), photographRun(scene.run)];
  for (const name of new Set([...Object.keys(got), ...Object.keys(expected)])) {
    if (got[name] !== expected[name]) problems.push(`${name} of the run is not that of the undisturbed run`);
  }
  return problems;
}

/** No litter, every run sound, one chain, rows of the last good load that can be used. */
export async function inspectWhole(artifacts: string): Promise<string[]> {
  const { root, runs, spool } = layoutOf(artifacts, PIPELINE);
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const problems = names.filter((name) => /(^|\/)\.|\.tmp-/.test(name)).map((name) => `${name} was left behind`);
  for (const name of names) {
    const info = lstatSync(path.join(root, name));
    if (!info.isSymbolicLink() && (info.mode & 0o077) !== 0) problems.push(`${name} may be read by others`);
  }
  for (const id of existsSync(runs) ? readdirSync(runs) : []) {
    const run = await verifyRun(path.join(runs, id), { pipeline: PIPELINE });
    if (run.state === 'damaged') problems.push(...run.problems);
  }
  problems.push(...(await verifyChain(artifacts, PIPELINE)).problems);
  const now = readPointers(artifacts);
  const kept = (existsSync(spool) ? readdirSync(spool) : []).filter((name) => name !== 'last_good');
  if (kept.length > 1 || kept.some((name) => name !== now.spool))
    problems.push(`spool holds ${kept.join(', ')}, last_good is ${now.spool}`);
  if (now.spool !== undefined) problems.push(...(await inspectSpool(artifacts)));
  return problems;
}

function problemsOf(pointer: string, run: RunReading, target: string | undefined): string[] {
  if (run.state === 'damaged') return run.problems.map((problem) => `${pointer}: ${problem}`);
  return (run.state === 'no_data') === (target === undefined) ? [] : [`${pointer}: expected ${target ?? 'no run'}, got ${run.state}`];
}

/** Reads the rows as a fallback would: their digest is compared with the name. */
async function inspectSpool(artifacts: string): Promise<string[]> {
  await loadPolars();
  try {
    let rows = 0;
    for await (const batch of lastGoodSource(layoutOf(artifacts, PIPELINE).lastGoodSpool).open()) rows += batch.rows;
    return rows > 0 ? [] : ['the rows of the last good load are none'];
  } catch (error) {
    return [messageOf(error)];
  }
}
