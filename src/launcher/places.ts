import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { LauncherProblem } from './problem.ts';

/**
 * Who chose a directory: `given` by OADS_CACHE_DIR, `own` as it lies in the user's home, or `shared` below a directory in which anyone
 * may write.
 */
export type PlaceKind = 'given' | 'own' | 'shared';

/** A directory that the program may be unpacked to. */
export interface Place {
  readonly dir: string;
  readonly kind: PlaceKind;
  /** The home directory that it lies in, which is not ours to make. */
  readonly home?: string;
}

/** What Node makes of bytes that are no UTF-8: another directory would be meant. */
const UNREADABLE = '\ufffd';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where to look for the unpacked program, and then to unpack it: the first that works. `uid` is undefined on Windows. */
export function listPlaces(env: Environment, uid: number | undefined, home = findHome(env), temporary = tmpdir()): Place[] {
  const given = env.OADS_CACHE_DIR;
  if (given) {
    // Children start elsewhere, and would unpack it there again.
    if (!path.isAbsolute(given)) throw needsAbsolute(given);
    if (given.includes(UNREADABLE)) throw needsText(given);
    return [{ dir: path.resolve(given), kind: 'given' }];
  }
  const below = (cache: string) => path.join(cache, 'oads', 'runtime');
  const own: Place[] = [];
  // As the specification has it: a relative path is to be ignored.
  if (isUsable(env.XDG_CACHE_HOME)) own.push({ dir: below(env.XDG_CACHE_HOME), kind: 'own' });
  else if (isUsable(home)) own.push({ dir: below(path.join(home, '.cache')), kind: 'own', home });
  const open = uid === undefined ? [temporary] : [...new Set([temporary, '/tmp', '/var/tmp'])];
  const shared = open.filter(isUsable).map((dir) => path.join(dir, `oads-${uid ?? 'user'}`));
  return [...own, ...shared.map((dir) => ({ dir, kind: 'shared' as const }))];
}

function isUsable(dir: string | undefined): dir is string {
  return dir !== undefined && path.isAbsolute(dir) && !dir.includes(UNREADABLE);
}

/** A service may have no HOME, but a line in the password file. */
function findHome(env: Environment): string | undefined {
  if (env.HOME || env.USERPROFILE) return env.HOME || env.USERPROFILE;
  try {
    return userInfo().homedir;
  } catch {
    return undefined;
  }
}

function needsAbsolute(given: string): LauncherProblem {
  return new LauncherProblem('OADS_USAGE', `expected OADS_CACHE_DIR to be an absolute path, got ${given}`, {
    hint: 'give the whole path, from / on, of a directory of this user',
    exitCode: 2,
  });
}

function needsText(given: string): LauncherProblem {
  return new LauncherProblem('OADS_USAGE', `expected OADS_CACHE_DIR to be a path in UTF-8, got ${given}`, {
    hint: 'give a directory whose whole path is UTF-8',
    exitCode: 2,
  });
}
