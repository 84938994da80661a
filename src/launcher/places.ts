import { lstatSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A directory that the program may be unpacked to. */
export interface Place {
  readonly dir: string;
  /** Others may write around it: it must be this user's own, and nobody else may write in it. */
  readonly isShared: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where to look for the unpacked program, and then to unpack it: the first that works. `uid` is undefined on Windows. */
export function listPlaces(env: Environment, uid: number | undefined, temporary = tmpdir()): Place[] {
  if (env.OADS_CACHE_DIR) return [{ dir: path.resolve(env.OADS_CACHE_DIR), isShared: false }];
  const home = env.HOME ?? env.USERPROFILE;
  // As the specification has it: a relative path is to be ignored.
  const cache = env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : home && path.join(home, '.cache');
  const own = cache && path.isAbsolute(cache) ? [{ dir: path.join(cache, 'oads', 'runtime'), isShared: false }] : [];
  return [...own, { dir: path.join(temporary, `oads-${uid ?? 'user'}`), isShared: true }];
}

/** Why a directory that is there must not be trusted with code that is run; undefined where it may, or is not there. */
export function whyUntrusted({ dir, isShared }: Place, uid: number | undefined): string | undefined {
  const stats = lstatSync(dir, { throwIfNoEntry: false });
  if (stats === undefined || uid === undefined) return undefined;
  if (isShared && stats.isSymbolicLink()) return 'is a link that anyone may have laid';
  if (stats.isSymbolicLink()) return undefined;
  if (!stats.isDirectory()) return 'is not a directory';
  if (stats.uid !== uid && !(stats.uid === 0 && !isShared)) return `belongs to another user (uid ${stats.uid})`;
  if ((stats.mode & (isShared ? 0o077 : 0o022)) !== 0 && isShared) return 'is open to other users';
  return undefined;
}

/** Whether programs may not be run from where `dir` lies; false where nothing tells. */
export function isNoexec(dir: string, mountinfo = readMountinfo()): boolean {
  let longest = '';
  let noexec = false;
  for (const line of mountinfo.split('\n')) {
    const [, , , , point, options] = line.split(' ');
    if (point === undefined || options === undefined) continue;
    const mount = point.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
    const isWithin = dir === mount || dir.startsWith(mount.endsWith('/') ? mount : `${mount}/`);
    // A later mount over the same point hides the earlier.
    if (isWithin && mount.length >= longest.length) [longest, noexec] = [mount, options.split(',').includes('noexec')];
  }
  return noexec;
}

function readMountinfo(): string {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    return '';
  }
}
