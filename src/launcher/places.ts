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
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where to look for the unpacked program, and then to unpack it: the first that works. `uid` is undefined on Windows. */
export function listPlaces(env: Environment, uid: number | undefined, home = findHome(env), temporary = tmpdir()): Place[] {
  const given = env.OADS_CACHE_DIR;
  if (given) {
    // Children start elsewhere, and would unpack it there again.
    if (!path.isAbsolute(given)) throw needsAbsolute(given);
    return [{ dir: path.resolve(given), kind: 'given' }];
  }
  // As the specification has it: a relative path is to be ignored.
  const cache = env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : home && path.join(home, '.cache');
  const own: Place[] = cache && path.isAbsolute(cache) ? [{ dir: path.join(cache, 'oads', 'runtime'), kind: 'own' }] : [];
  const open = uid === undefined ? [temporary] : [...new Set([temporary, '/tmp', '/var/tmp'])];
  const shared = open.filter((dir) => path.isAbsolute(dir)).map((dir) => path.join(dir, `oads-${uid ?? 'user'}`));
  return [...own, ...shared.map((dir) => ({ dir, kind: 'shared' as const }))];
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
