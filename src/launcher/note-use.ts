import { lstatSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { sweep } from './sweep.ts';

const DAY_MS = 86_400_000;

/** Notes once a day that the program is used, so that nobody sweeps it, and sweeps what others have left. Never throws. */
export function noteUse(root: string, nowMs = Date.now()): void {
  try {
    if (Math.abs(nowMs - lstatSync(root).mtimeMs) < DAY_MS) return;
    utimesSync(root, nowMs / 1000, nowMs / 1000);
  } catch {
    return; // Not this user's, or a file system that is read only: there is nothing to sweep for us either.
  }
  sweep(path.dirname(root), path.basename(root), nowMs);
}

/** The same for as long as the process runs: a server may run for months. */
export function keepNotingUse(root: string): void {
  noteUse(root);
  setInterval(() => noteUse(root), DAY_MS).unref();
}
