import { lstatSync, readFileSync, realpathSync, type Stats } from 'node:fs';
import path from 'node:path';
import { isNobody } from './is-nobody.ts';

const ANYONE_WRITES = 0o002;
const GROUP_WRITES = 0o020;
const STICKY = 0o1000;

export interface Unsafe {
  readonly why: string;
  /** What would make it safe. */
  readonly mend: string;
}

export interface User {
  readonly uid: number;
  readonly groups: readonly number[];
}

/** Undefined on Windows. */
function thisUser(): User | undefined {
  const uid = process.geteuid?.();
  return uid === undefined ? undefined : { uid, groups: [...(process.getgroups?.() ?? []), process.getegid?.() ?? uid] };
}

/**
 * Why others could lay code in a data directory: they may write to it, to one above it, to what npm and oclif keep in it, or to where a
 * link of these leads. Members of a group are trusted, as a desk shares a directory: what belongs to another of this user's own group, too.
 * Root shares with nobody. Undefined where nobody else can, and on Windows. What plugins have within themselves is not looked at.
 */
export function whyUnsafe(dir: string, user = thisUser()): Unsafe | undefined {
  if (user === undefined) return undefined;
  const real = realOf(dir);
  const own = new Set([dir, real, ...listWithin(real)]);
  for (const at of new Set([...own, ...listAbove(dir), ...listAbove(real)])) {
    const stats = look(at);
    const found = stats && judge(at, stats, user, own.has(at));
    if (!found) continue;
    const where = at === dir ? '' : own.has(at) ? `holds ${at}, which ` : `lies in ${at}, which `;
    return { why: `${where}${found.why}`, mend: found.mend };
  }
  return undefined;
}

function judge(at: string, stats: Stats, user: User, isOwn: boolean): Unsafe | undefined {
  const { uid, gid, mode } = stats;
  const all = isOwn ? ' -R' : '';
  // In a sticky directory others cannot exchange what is there, but they can add what is not.
  const isSticky = !isOwn && (mode & STICKY) !== 0;
  if (!stats.isSymbolicLink() && !isSticky && (mode & ANYONE_WRITES) !== 0) {
    return { why: `may be written by all users (mode ${(mode & 0o7777).toString(8)})`, mend: `chmod${all} o-w ${at}` };
  }
  const isOfGroup = !stats.isSymbolicLink() && !isSticky && (mode & GROUP_WRITES) !== 0;
  if (uid === user.uid && uid !== 0) return undefined;
  if (isOfGroup && user.uid !== 0 && user.groups.includes(gid)) return undefined;
  if (uid !== 0 && !(!isOwn && isNobody(uid))) {
    const mend = `run oads as that user${isOwn ? `, or chown -R ${user.uid} ${at}` : ''}`;
    return { why: `belongs to another user (uid ${uid})`, mend };
  }
  if (isOfGroup && gid !== 0) return { why: `may be written by a group (gid ${gid})`, mend: `chmod${all} g-w ${at}` };
  return undefined;
}

/** Undefined where nothing lies, and where this user may not look: then nothing is loaded from there either. */
function look(at: string): Stats | undefined {
  try {
    return lstatSync(at);
  } catch {
    return undefined;
  }
}

function listAbove(dir: string): string[] {
  const above = path.dirname(dir);
  return above === dir ? [] : [above, ...listAbove(above)];
}

/** Where it really is, or would be: links lead there. */
function realOf(dir: string): string {
  try {
    return realpathSync(dir);
  } catch {
    const above = path.dirname(dir);
    return above === dir ? dir : path.join(realOf(above), path.basename(dir));
  }
}

/** What names plugins and what holds them, with where links lead. */
function listWithin(dir: string): string[] {
  const modules = path.join(dir, 'node_modules');
  const places = namesIn(dir).flatMap((name) => {
    const root = path.join(modules, name);
    return [path.dirname(root), root, path.join(root, 'package.json')];
  });
  return [path.join(dir, 'package.json'), modules, ...places].flatMap((at) => [at, realOf(at)]);
}

/** Of the plugins that are installed, not linked. */
function namesIn(dir: string): string[] {
  try {
    const { oclif } = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8')) as {
      oclif: { plugins: { name: string; type: string }[] };
    };
    return oclif.plugins.filter(({ type }) => type === 'user').map(({ name }) => name);
  } catch {
    // None, or told elsewhere.
    return [];
  }
}
