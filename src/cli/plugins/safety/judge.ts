import type { Stats } from 'node:fs';
import { quoteWord } from '../../quote-word.ts';
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
export function thisUser(): User | undefined {
  const uid = process.geteuid?.();
  return uid === undefined ? undefined : { uid, groups: [...(process.getgroups?.() ?? []), process.getegid?.() ?? uid] };
}

/** A directory such as /tmp: others cannot exchange what is there, but they can add what is not. */
export function isCommon(stats: Stats | undefined, user: User): boolean {
  if (!stats?.isDirectory() || (stats.mode & STICKY) === 0) return false;
  return (stats.mode & ANYONE_WRITES) !== 0 || ((stats.mode & GROUP_WRITES) !== 0 && !isTrusted(stats.gid, user));
}

function isTrusted(gid: number, { uid, groups }: User): boolean {
  return uid !== 0 && groups.includes(gid);
}

/** Why others could exchange what lies there. `isOwn`: code lies right in it, so that to add some is enough. */
export function judge(at: string, stats: Stats, user: User, isOwn: boolean): Unsafe | undefined {
  return judgeMode(at, stats, user, isOwn) ?? judgeOwner(at, stats, user, isOwn);
}

/** What all users may do. */
export function judgeMode(at: string, stats: Stats, user: User, isOwn: boolean): Unsafe | undefined {
  const { mode } = stats;
  if (stats.isSymbolicLink() || (mode & ANYONE_WRITES) === 0 || (!isOwn && isCommon(stats, user))) return undefined;
  const why = `may be written by all users (mode ${(mode & 0o7777).toString(8)})`;
  return { why, mend: `chmod${isOwn ? ' -R' : ''} o-w ${quoteWord(at)}` };
}

/** What its owner and its group may do. */
function judgeOwner(at: string, stats: Stats, user: User, isOwn: boolean): Unsafe | undefined {
  const { uid, gid, mode } = stats;
  const isOfGroup = !stats.isSymbolicLink() && (isOwn || !isCommon(stats, user)) && (mode & GROUP_WRITES) !== 0;
  if (uid === user.uid && uid !== 0) return undefined;
  if (isOfGroup && isTrusted(gid, user)) return undefined;
  if (isStranger(stats, user) && !(!isOwn && isNobody(uid)))
    return { why: `belongs to another user (uid ${uid})`, mend: `run oads as that user${mendOwner(at, stats, user, isOwn)}` };
  if (isOfGroup && gid !== 0)
    return { why: `may be written by a group (gid ${gid})`, mend: `chmod${isOwn ? ' -R' : ''} g-w ${quoteWord(at)}` };
  return undefined;
}

export function isStranger({ uid }: Stats, user: User): boolean {
  return uid !== user.uid && uid !== 0;
}

function mendOwner(at: string, stats: Stats, { uid }: User, isOwn: boolean): string {
  if (isOwn) return `, or look at what is in it, then chown ${stats.isSymbolicLink() ? '-h' : '-R'} ${uid} ${quoteWord(at)}`;
  return stats.isSymbolicLink() ? ', or name a path without that link' : '';
}
