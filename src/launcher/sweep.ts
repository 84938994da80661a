import { lstatSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { isAlive, type Machine, thisMachine } from './process-mark.ts';
import { putAside, removeTree } from './stage.ts';

const DAY_MS = 86_400_000;
/** What another machine or container left is nobody's when it is so old: unpacking takes seconds. */
const ABANDONED_MS = DAY_MS;
/** A version that nobody has started for so long is removed. */
const UNUSED_MS = 30 * DAY_MS;

const LEFTOVER = /^\.(?:tmp|old)-(\d+-(?:\d+|x)-(?:[0-9a-f]{8,}|x))-[A-Za-z0-9]{6}$/;
const LOCK = /^\.lock-/;
const VERSION = /^\d+\.\d+\.\d+\S*-[0-9a-f]{16}$/;

/** Removes below `base` what dead processes have left, and versions other than `current` that are no longer used. Never throws. */
export function sweep(base: string, current: string, nowMs = Date.now(), machine: Machine = thisMachine): void {
  for (const name of list(base)) {
    const at = path.join(base, name);
    const [, mark] = LEFTOVER.exec(name) ?? [];
    try {
      if (mark !== undefined) {
        const ageMs = nowMs - lstatSync(at).mtimeMs;
        if (isAlive(mark, machine) === false || (isAlive(mark, machine) === undefined && ageMs > ABANDONED_MS)) removeTree(at);
      } else if (LOCK.test(name)) {
        // A holder touches its lock every second.
        if (nowMs - lstatSync(at).mtimeMs > ABANDONED_MS) removeTree(at);
      } else if (VERSION.test(name) && name !== current && nowMs - lastUsedMs(at) > UNUSED_MS) {
        putAside(at);
      }
    } catch {
      // It is gone already, or not this user's to remove.
    }
  }
}

/** The directory's own time, which who starts there touches daily; or when its first file was read, where others may not touch it. */
function lastUsedMs(root: string): number {
  const read = statSync(path.join(root, 'bin', 'run.js'), { throwIfNoEntry: false })?.atimeMs ?? 0;
  return Math.max(lstatSync(root).mtimeMs, read);
}

function list(base: string): string[] {
  try {
    return readdirSync(base);
  } catch {
    return [];
  }
}
