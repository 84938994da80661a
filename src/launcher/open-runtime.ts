import { mkdirSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { nameOf, type Payload, sizeOf } from './payload.ts';
import { isNoexec, type Place, whyUntrusted } from './places.ts';
import { LauncherProblem } from './problem.ts';
import { findDamage, unpack } from './unpack.ts';

export interface OpenOptions {
  readonly payload: Payload;
  readonly places: readonly Place[];
  readonly uid: number | undefined;
  /** All parts are looked at, not only what every command needs. */
  readonly isWhole: boolean;
  /** Told once, before anything is unpacked to `dir`; gives what is told of the bytes written. */
  onUnpack(dir: string, bytes: number): (written: number) => void;
}

/** The directory of the unpacked program, unpacked where it is not there or not sound. Throws LauncherProblem. */
export async function openRuntime({ payload, places, uid, isWhole, onUnpack }: OpenOptions): Promise<string> {
  const name = nameOf(payload.index);
  const parts = payload.index.parts.filter(({ isCore }) => isCore || isWhole);
  const trusted: Place[] = [];
  const refused: string[] = [];
  for (const place of places) {
    const why = whyUntrusted(place, uid);
    if (why !== undefined) {
      refused.push(`${place.dir} ${why}`);
      continue;
    }
    trusted.push(place);
    const root = path.join(place.dir, name);
    if (whyUntrusted({ dir: root, isShared: place.isShared }, uid) === undefined && findDamage(root, payload, parts) === undefined)
      return root;
  }
  let isFull = false;
  for (const { dir, isShared } of trusted) {
    try {
      mkdirSync(dir, { recursive: true, mode: isShared ? 0o700 : 0o755 });
      // Made by someone else in between.
      const why = whyUntrusted({ dir, isShared }, uid) ?? (isNoexec(dir) ? 'lies where programs may not be run (noexec)' : undefined);
      if (why !== undefined) {
        refused.push(`${dir} ${why}`);
        continue;
      }
      const needed = sizeOf(payload.index);
      const { bavail, bsize } = statfsSync(dir);
      if (bavail * bsize < needed) {
        isFull = true;
        refused.push(`${dir} has ${toMb(bavail * bsize)} MB left of the ${toMb(needed)} MB that are needed`);
        continue;
      }
      return await unpack(payload, dir, onUnpack(dir, needed));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      isFull ||= code === 'ENOSPC' || code === 'EDQUOT';
      refused.push(`${dir}: ${message}`);
    }
  }
  throw new LauncherProblem(
    isFull ? 'OADS_STORE_FULL' : 'OADS_STORE_DENIED',
    `expected a directory to unpack the program to, got none: ${refused.join('; ')}`,
    'set OADS_CACHE_DIR to a directory of this user with room enough',
  );
}

function toMb(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}
