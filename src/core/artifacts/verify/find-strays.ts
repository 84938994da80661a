import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isRunId } from '../artifact-names.ts';
import type { Layout } from '../layout.ts';
import { SPOOL_NAME, STAGING } from '../write/leftovers.ts';
import type { Problem } from './problem.ts';

/** What a run or a lock under way may have put there, or one that was killed. */
const isPassing = (name: string) => name.includes(STAGING) || name.startsWith('.lock');

/** Entries of a pipeline's directory, of `runs` and of `spool` that oads does not write. `pipeline`: its directory's name. */
export async function findStrays(layout: Layout, pipeline: string): Promise<Problem[]> {
  const own = ['latest', 'last_good', 'runs', 'spool', 'pruned.json'];
  return [
    ...(await listStrays(layout.root, pipeline, (name) => own.includes(name))),
    ...(await listStrays(layout.runs, `${pipeline}/runs`, isRunId)),
    ...(await listStrays(layout.spool, `${pipeline}/spool`, (name) => name === 'last_good' || SPOOL_NAME.test(name))),
  ];
}

/** Entries of a directory that are not expected there. */
export async function listStrays(dir: string, place: string, isOwn: (name: string) => boolean): Promise<Problem[]> {
  const names = (await readdir(dir).catch(() => [])).sort();
  return names
    .filter((name) => !isOwn(name) && !isPassing(name))
    .map((name) => {
      const what = `${place}: ${JSON.stringify(name)} was not written by oads, or was renamed`;
      return { path: path.posix.join(place, name), what, expected: 'nothing of this name', got: 'an entry' };
    });
}
