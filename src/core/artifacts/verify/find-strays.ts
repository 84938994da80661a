import { lstat, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { isAcknowledgementFile, isRunId } from '../artifact-names.ts';
import type { Layout } from '../layout.ts';
import { isLocked } from '../lock/lock.ts';
import { findStraySpools, SPOOL_NAME } from '../write/leftovers.ts';
import type { Problem } from './problem.ts';

type Kind = 'file' | 'directory' | 'link';

/** What a run or a lock under way has in the pipeline's directory, in `runs` and in `spool`, by its name and kind; and one that was killed. */
const PASSING: Readonly<Record<'.' | 'runs' | 'spool' | 'notifications', readonly (readonly [RegExp, Kind])[]>> = {
  '.': [
    [/^\.lock(?:\.[0-9a-f]{16})*(?:\.[0-9a-f]{8}-[0-9a-f-]{27})?$/, 'file'],
    [/^\.pruned\.json\.tmp-\d+$/, 'file'],
    [/^(?:latest|last_good)\.tmp-\d+-[0-9a-f]{8}$/, 'link'],
  ],
  runs: [[/^\.tmp-(?:\d+-[0-9a-f]{8}|replaced-\d+|pruned-[0-9a-f]{16})$/, 'directory']],
  spool: [
    [/^\.tmp-\d+-[0-9a-f]{8}$/, 'directory'],
    [/^last_good\.tmp-\d+-[0-9a-f]{8}$/, 'link'],
  ],
  notifications: [
    [/^\.lock(?:\.[0-9a-f]{16})*(?:\.[0-9a-f]{8}-[0-9a-f-]{27})?$/, 'file'],
    [/^\.record\.ndjson\.tmp-\d+$/, 'file'],
  ],
};

export interface Strays {
  readonly problems: readonly Problem[];
  /** What a killed process has left, and the next run sweeps; relative to the artifacts directory. */
  readonly leftovers: readonly string[];
}

/** Entries of a pipeline's directory, of `runs` and of `spool` that no finished run has there. `pipeline`: its directory's name. */
export async function findStrays(layout: Layout, pipeline: string): Promise<Strays> {
  const own = ['latest', 'last_good', 'runs', 'spool', 'pruned.json', 'notifications'];
  const isOwn = (name: string) => own.includes(name) || isAcknowledgementFile(name);
  const unlinked = new Set((await findStraySpools(layout)).map((name) => path.basename(name)));
  const found = [
    await sortEntries(layout.root, '.', isOwn),
    await sortEntries(layout.runs, 'runs', isRunId),
    await sortEntries(layout.spool, 'spool', (name) => name === 'last_good' || (SPOOL_NAME.test(name) && !unlinked.has(name)), unlinked),
    await sortEntries(layout.notifications, 'notifications', (name) => name === 'record.ndjson'),
  ];
  const problems = found.flatMap(({ place, strays }) => strays.map((name) => strayOf(path.posix.join(pipeline, place), name)));
  const passing = found.flatMap(({ place, passing: names }) => names.map((name) => path.posix.join(place, name)));
  // A run under way is the owner of all this; what it has taken away since is none.
  const isLeft = passing.length > 0 && !(await isLocked(layout.lock)) && !(await isLocked(layout.notificationLock));
  const kept = isLeft ? await findUnlinked(layout, passing) : [];
  return { problems, leftovers: kept.map((name) => path.posix.join(pipeline, name)) };
}

/** Entries of a finished run, or of kept rows, that their checksums do not name: nothing passes there. */
export async function listStrays(dir: string, place: string, isOwn: (name: string) => boolean): Promise<Problem[]> {
  const names = (await readdir(dir).catch(() => [])).sort();
  return names.filter((name) => !isOwn(name)).map((name) => strayOf(place, name));
}

async function sortEntries(
  dir: string,
  place: keyof typeof PASSING,
  isOwn: (name: string) => boolean,
  unlinked: ReadonlySet<string> = new Set(),
): Promise<{ place: string; strays: string[]; passing: string[] }> {
  const strays: string[] = [];
  const passing: string[] = [];
  for (const name of (await readdir(dir).catch(() => [])).sort()) {
    if (isOwn(name)) continue;
    const kind = await kindOf(path.join(dir, name));
    if (kind === undefined) continue; // gone since it was listed
    const isPassing = (unlinked.has(name) && kind === 'directory') || PASSING[place].some(([form, of]) => form.test(name) && kind === of);
    (isPassing ? passing : strays).push(name);
  }
  return { place, strays, passing };
}

/** Still there, and still led to by no link: a run may have ended since they were listed. */
async function findUnlinked(layout: Layout, names: readonly string[]): Promise<string[]> {
  const kept = await readlink(layout.lastGoodSpool).catch(() => undefined);
  const there = await Promise.all(names.map((name) => kindOf(path.join(layout.root, name))));
  return names.filter((name, index) => there[index] !== undefined && name !== `spool/${kept}`);
}

async function kindOf(file: string): Promise<Kind | 'other' | undefined> {
  const info = await lstat(file).catch(() => undefined);
  if (!info) return undefined;
  if (info.isSymbolicLink()) return 'link';
  if (info.isDirectory()) return 'directory';
  return info.isFile() ? 'file' : 'other';
}

function strayOf(place: string, name: string): Problem {
  const what = `${place}: ${JSON.stringify(name)} was not written by oads, or was renamed`;
  return { path: path.posix.join(place, name), what, expected: 'nothing of this name', got: 'an entry' };
}
