import { lstatSync, type Stats } from 'node:fs';

/** Undefined where nothing lies, and where this user may not look: then nothing is loaded from there either. */
export function look(at: string): Stats | undefined {
  try {
    return lstatSync(at, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
