import { existsSync, lstatSync, readFileSync, realpathSync, type Stats } from 'node:fs';
import path from 'node:path';
import type { Place } from './places.ts';
import type { Refusal } from './trouble.ts';

/** What a process that is not its owner may not do to a directory. */
const OTHERS_WRITE = 0o022;
const ANYONE_WRITES = 0o002;
const GROUP_WRITES = 0o020;
const STICKY = 0o1000;
const OPEN = 'may be written by other users';

/**
 * Why code below a directory must not be run; undefined where it may, or where nothing is there yet. What is there must belong to this user
 * or to root, and nobody else may write in it. The same goes for all above it, whose owners could exchange it, but where the user gave
 * the directory: there it is for them to know who may write above.
 */
export function whyUntrusted({ dir, kind, home }: Place, uid: number | undefined): string | undefined {
  if (uid === undefined) return undefined;
  const isLink = lstatSync(dir, { throwIfNoEntry: false })?.isSymbolicLink();
  if (isLink && kind === 'shared') return 'is a link that anyone may have laid';
  const { real, stats } = findReal(dir);
  if (isLink && stats === undefined) return 'is a link that leads nowhere';
  if (stats === undefined && home !== undefined && !existsSync(home)) return 'lies in a home directory that does not exist';
  const why = stats && whyUntrustedItself(stats, uid);
  if (why !== undefined || kind === 'given') return why;
  for (const at of new Set([...listAbove(dir), ...(stats ? [] : [real]), ...listAbove(real)])) {
    const above = lstatSync(at, { throwIfNoEntry: false });
    const whyNot = above && whyUntrustedAbove(above, uid);
    if (whyNot !== undefined) return `lies in ${at}, which ${whyNot}`;
  }
  return undefined;
}

/** How that is told. */
export function distrust(dir: string, why: string): Refusal {
  return { text: `${dir} ${why}`, ...(why.startsWith(OPEN) && { mend: `let its owner run chmod go-w ${dir}` }) };
}

/** The same for the directory of the program, which only the launcher makes. */
export function whyUntrustedItself(stats: Stats, uid: number): string | undefined {
  if (!stats.isDirectory()) return 'is not a directory';
  if (stats.uid !== uid && stats.uid !== 0) return `belongs to another user (uid ${stats.uid})`;
  if ((stats.mode & OTHERS_WRITE) !== 0) return `${OPEN} (mode ${(stats.mode & 0o7777).toString(8)})`;
  return undefined;
}

function whyUntrustedAbove(stats: Stats, uid: number): string | undefined {
  if (stats.uid !== uid && stats.uid !== 0 && stats.uid !== nobody()) return `belongs to another user (uid ${stats.uid})`;
  // The mode of a link says nothing.
  if (stats.isSymbolicLink() || (stats.mode & STICKY) !== 0) return undefined;
  if ((stats.mode & ANYONE_WRITES) !== 0) return 'all users may write without the sticky bit';
  const isShared = (stats.mode & GROUP_WRITES) !== 0 && !isPrivate(stats.gid, uid);
  return isShared ? `its group (gid ${stats.gid}) may write without the sticky bit` : undefined;
}

/** Many systems give each user a group of its own, of the same number: who else is in it, the system's files need not say. */
function isPrivate(gid: number, uid: number): boolean {
  return gid === uid && gid === process.getegid?.();
}

function listAbove(dir: string): string[] {
  const above = path.dirname(dir);
  return above === dir ? [] : [above, ...listAbove(above)];
}

/** Where the directory really is, and what; without `stats` the nearest above it that is there. */
function findReal(dir: string): { real: string; stats?: Stats } {
  for (let at = dir; ; at = path.dirname(at)) {
    try {
      const real = realpathSync.native(at);
      return at === dir ? { real, stats: lstatSync(real) } : { real };
    } catch (error) {
      if (at === path.dirname(at) || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** Whom the system names as owner where it has no name for the real one, as of root's directories in a user namespace. */
function nobody(): number | undefined {
  try {
    const isWhole = /^\s*0\s+0\s+4294967295\s*$/.test(readFileSync('/proc/self/uid_map', 'utf8'));
    return isWhole ? undefined : Number(readFileSync('/proc/sys/kernel/overflowuid', 'utf8'));
  } catch {
    return undefined;
  }
}
