import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

let own: string | undefined;

/** A directory that all files of one run of test/run.mjs share; a file that was started by itself has its own. */
export function sharedDir(): string {
  if (process.env.TEST_SHARED_DIR) return process.env.TEST_SHARED_DIR;
  if (own === undefined) {
    const made = mkdtempSync(path.join(tmpdir(), 'oads-shared-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    own = made;
  }
  return own;
}

/**
 * The directory that `make` fills, made by the first file that asks for the name and the same for all others: to be read
 * and copied, never written to. Two that ask at once both make it, and one is kept.
 */
export async function makeOnce(name: string, make: (dir: string) => Promise<void>): Promise<string> {
  const place = path.join(sharedDir(), name);
  if (existsSync(place)) return place;
  const staged = mkdtempSync(`${place}.`);
  await make(staged);
  try {
    renameSync(staged, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
    rmSync(staged, { recursive: true, force: true });
  }
  return place;
}
