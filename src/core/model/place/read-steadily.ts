import { stat } from 'node:fs/promises';
import { ModelError } from '../../errors.ts';
import { findAside } from '../bundle-place.ts';

/** So often a bundle may be replaced while it is read: more is no replacing any more. */
const MOST_TRIES = 20;

/**
 * Reads the bundle at `dir`, whoever replaces it meanwhile: the files of a directory that another one has taken the place of are no
 * damaged bundle, and the new one is read instead. Between the two renames of a writer there is none at `dir`: then the one that it
 * has moved aside is read, and put back where that writer was killed.
 */
export async function readSteadily<T>(dir: string, read: (place: string) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    const place = (await findAside(dir)) ?? dir;
    const before = await nameOf(dir);
    try {
      return await read(place);
    } catch (error) {
      if (tries >= MOST_TRIES || !(error instanceof ModelError)) throw error;
      if (place === dir && (await isSteady(dir, before))) throw error;
    }
  }
}

/** Where nothing lay in the place, the bundle may have stepped aside after the reader had looked there. */
async function isSteady(dir: string, before: string | undefined): Promise<boolean> {
  if (before === undefined && (await findAside(dir)) !== undefined) return false;
  return (await nameOf(dir)) === before;
}

/** Which directory lies there now. */
async function nameOf(dir: string): Promise<string | undefined> {
  return stat(dir, { bigint: true }).then(
    ({ dev, ino }) => `${dev}:${ino}`,
    () => undefined,
  );
}
