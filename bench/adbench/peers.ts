import { execFile, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { LabelledSet } from './read-sets.ts';
import type { Split } from './split-set.ts';

/** As peers.py names them. */
export const PEERS = ['sklearn IForest', 'PyOD KNN', 'PyOD INNE', 'PyOD ECOD', 'PyOD LOF'];

const script = path.join(import.meta.dirname, 'peers.py');
/** More threads than one would only make the CPU seconds of others unlike. */
const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };

/** Null when the peers can run, otherwise why not. */
export function findPython(python: string): null | string {
  const { status, error, stderr } = spawnSync(python, ['-c', 'import numpy, sklearn, pyod'], { encoding: 'utf8', env });
  return status === 0 ? null : `${python}: ${error?.message ?? stderr.trim().split('\n').at(-1)}`;
}

/** The peers' scores of the test rows of each split, trained with their defaults on the same rows. */
export async function scoreWithPeers(
  python: string,
  scratch: string,
  set: LabelledSet,
  splits: readonly { readonly split: Split; readonly seed: number }[],
): Promise<Map<string, Float64Array>[]> {
  await writeFile(path.join(scratch, 'data.f32'), set.data);
  for (const [at, { split }] of splits.entries()) {
    await writeFile(path.join(scratch, `train-${at}.u32`), split.train);
    await writeFile(path.join(scratch, `test-${at}.u32`), split.test);
  }
  const seeds = splits.map(({ seed }) => String(seed));
  await promisify(execFile)(python, [script, 'score', scratch, String(set.width), ...seeds], { env });
  return Promise.all(
    splits.map(async ({ split }, at) => {
      const bytes = await readFile(path.join(scratch, `scores-${at}.f64`));
      const all = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
      const count = split.test.length;
      return new Map(PEERS.map((name, peer) => [name, all.subarray(peer * count, (peer + 1) * count)]));
    }),
  );
}

/** Rows per CPU second, by peer. */
export function measurePeerSpeed(python: string): [string, number][] {
  const { stdout } = spawnSync(python, [script, 'speed'], { encoding: 'utf8', env });
  return Object.entries(JSON.parse(stdout) as Record<string, number>);
}
