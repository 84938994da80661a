import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError, ModelError, throwIfAborted, toStoreError, UsageError } from '../../errors.ts';
import { makeDirectories } from '../../frame/write/make-directories.ts';
import { type Bundle, openBundle } from '../bundle.ts';
import { BUNDLE_FILES, findAside, findBundlePlace, mendBundlePlace, previousOf } from '../bundle-place.ts';
import { holdPlace } from './hold-place.ts';
import { readSteadily } from './read-steadily.ts';
import { swapBundle, syncNames } from './swap-bundle.ts';

export interface Promoted {
  /** The directory that holds it now, links resolved. */
  readonly dir: string;
  readonly digest: string;
  /** Digest of the bundle that lay there before; null without one. */
  readonly replaced: string | null;
  /** Where that one is kept; null without one. */
  readonly previous: string | null;
  /** The very same bundle was there already: nothing was done. */
  readonly unchanged: boolean;
}

export interface PromoteOptions {
  /** Throws where the staged copy must not be promoted. */
  readonly prove: (bundle: Bundle) => Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * Copies a bundle beside the place of another, proves the copy, and swaps it in; the one before is kept as `<dir>.previous`. What a
 * process leaves that is killed at any moment is the old bundle or the new one, and the same command finishes what was begun.
 * Throws ModelError for a bundle that cannot be used, UsageError where something else lies in a place, StoreError.
 */
export async function promoteBundle(candidate: string, dir: string, { prove, signal }: PromoteOptions): Promise<Promoted> {
  const target = await findBundlePlace(dir);
  const previous = previousOf(target);
  await findBundlePlace(previous);
  if ((await realpath(candidate).catch(() => candidate)) === target) {
    throw new UsageError('OADS_USAGE_PROMOTE', `expected another bundle to promote to ${dir}, got that one itself`, {
      hint: 'name the new one: oads promote NEW --to DIR',
    });
  }
  const staging = `${target}.tmp-${process.pid}`;
  await refuseNothing(candidate, target);
  await openBundle(candidate); // its errors name the bundle, those of the copy would name the copy
  const replace = async (): Promise<Promoted> => {
    await mendBundlePlace(target);
    const bundle = await readSteadily(candidate, async (place) => {
      await copyBundle(place, staging);
      return openBundle(staging);
    });
    await prove(bundle);
    const { digest } = bundle;
    const replaced = await digestOf(target);
    if (replaced === digest) {
      await rm(staging, { recursive: true, force: true });
      return { dir: target, digest, replaced, previous: (await digestOf(previous)) === null ? null : previous, unchanged: true };
    }
    throwIfAborted(signal); // the last moment: a swap is not left half-way
    await swapBundle(staging, target, { keep: replaced !== null });
    return { dir: target, digest, replaced, previous: replaced === null ? null : previous, unchanged: false };
  };
  try {
    await makeDirectories(path.dirname(target), 0o700);
    return await holdPlace(target, replace, signal);
  } catch (error) {
    await rm(staging, { recursive: true, force: true }).catch(() => {});
    if (isSystemError(error)) throw toStoreError(error, `model bundle ${target} could not be replaced`, 'name another directory with --to');
    throw error;
  }
}

async function refuseNothing(candidate: string, target: string): Promise<void> {
  if ((await stat(candidate).catch(() => undefined)) !== undefined || (await findAside(candidate)) !== undefined) return;
  if (candidate === previousOf(target)) {
    throw new ModelError('OADS_MODEL_MISSING', `expected the bundle before at ${candidate}, got nothing`, {
      hint: 'nothing was promoted yet, so there is nothing to go back to',
    });
  }
  throw new ModelError('OADS_MODEL_MISSING', `expected a model bundle to promote at ${candidate}, got nothing`, {
    hint: 'make one with `oads fit --compare`, or name another: oads promote NEW',
  });
}

async function copyBundle(place: string, staging: string): Promise<void> {
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { mode: 0o700 });
  for (const name of (await readdir(place)).sort()) {
    if (!BUNDLE_FILES.has(name)) continue;
    await writeFile(path.join(staging, name), await readFile(path.join(place, name)), { mode: 0o600, flush: true });
  }
  await syncNames(staging);
}

async function digestOf(dir: string): Promise<string | null> {
  return readFile(path.join(dir, 'bundle.json')).then(
    (bytes) => createHash('sha256').update(bytes).digest('hex'),
    () => null,
  );
}
