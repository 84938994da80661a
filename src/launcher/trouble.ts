import type { Place } from './places.ts';
import { LauncherProblem } from './problem.ts';

/** Why a place is not used. */
export interface Refusal {
  readonly text: string;
  readonly isFull?: boolean;
  /** What would make it one that can be used. */
  readonly mend?: string;
}

/** As src/core/errors.ts has them. */
const TEXTS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'a file would be larger than its limit (ulimit -f)',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOENT: 'no such directory',
  ENOTDIR: 'a part of the path is not a directory',
  EEXIST: 'is not a directory',
  EMFILE: 'too many open files (ulimit -n)',
};
const OF_SPACE = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What the system said of `where`. Throws again what is no word of the system's. */
export function describeTrouble(where: string, error: unknown): Refusal {
  const { code, errno, message } = error as NodeJS.ErrnoException;
  if (code === undefined || errno === undefined) throw error;
  return { text: `${where}: ${TEXTS[code] ?? message}`, isFull: OF_SPACE.has(code) };
}

/** When no place is left. */
export function toProblem(refused: readonly Refusal[], places: readonly Place[]): LauncherProblem {
  const isFull = refused.some((refusal) => refusal.isFull);
  const isGiven = places.some(({ kind }) => kind === 'given');
  const mend = refused.find((refusal) => refusal.mend)?.mend ?? (isFull && isGiven ? 'make room there' : undefined);
  const set = `set OADS_CACHE_DIR to ${isGiven ? 'another' : 'a'} directory of this user with room enough, from which programs may be run`;
  return new LauncherProblem(
    isFull ? 'OADS_STORE_FULL' : 'OADS_STORE_DENIED',
    `expected a directory to unpack the program to, got none: ${refused.map(({ text }) => text).join('; ')}`,
    { hint: mend ? `${mend}, or ${set}` : set },
  );
}
