import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError, messageOf, OadsError, StoreError, toStoreError } from '../errors.ts';
import { makeDirectories } from '../frame/write/make-directories.ts';
import type { GroupsReference } from '../profile/groups/groups-reference.ts';
import type { ReferenceProfile } from '../profile/reference.ts';
import { sealed } from '../schema/seal.ts';
import type { BundleCard } from './bundle.ts';
import { findBundlePlace, mendBundlePlace } from './bundle-place.ts';
import { holdPlace } from './place/hold-place.ts';
import { swapBundle, syncNames } from './place/swap-bundle.ts';

export interface BundleContent {
  readonly card: Omit<BundleCard, 'files'>;
  readonly model: Uint8Array;
  readonly reference: ReferenceProfile;
  readonly calibration: Float32Array;
  readonly groups?: GroupsReference;
}

export interface WrittenBundle {
  /** sha256 of the new bundle.json. */
  readonly digest: string;
  /** That of the bundle which lay there before; null without one. */
  readonly replaced: string | null;
}

/**
 * Writes a bundle beside its place and swaps it in; an existing bundle is replaced only by a complete one, and nothing
 * else is ever replaced. Throws UsageError where something else lies, StoreError where it cannot be written.
 */
export async function writeBundle(dir: string, content: BundleContent): Promise<WrittenBundle> {
  const reference = `${JSON.stringify(content.reference)}\n`;
  const calibration = new Uint8Array(content.calibration.buffer, content.calibration.byteOffset, content.calibration.byteLength);
  const groups = content.groups && `${JSON.stringify(content.groups)}\n`;
  const files: BundleCard['files'] = {
    'model.onnx': sha256(content.model),
    'reference.json': sha256(reference),
    'calibration.f32': sha256(calibration),
    ...(groups === undefined ? {} : { 'groups.json': sha256(groups) }),
  };
  const { schema, name, ...rest } = content.card;
  const card = `${JSON.stringify(sealed({ schema, name, files, ...rest }), null, 2)}\n`;
  const target = await findBundlePlace(dir);
  const contents = {
    'model.onnx': content.model,
    'reference.json': reference,
    'calibration.f32': calibration,
    ...(groups === undefined ? {} : { 'groups.json': groups }),
    'bundle.json': card,
  };
  try {
    await makeDirectories(path.dirname(target), 0o700);
    return await holdPlace(target, () => placeBundle(target, contents));
  } catch (error) {
    throw error instanceof OadsError ? error : notWritten(target, error);
  }
}

async function placeBundle(target: string, contents: Record<string, Uint8Array | string>): Promise<WrittenBundle> {
  const staging = `${target}.tmp-${process.pid}`;
  try {
    await mendBundlePlace(target);
    // A directory that is there already is nobody's of this process: it is not touched, nor removed on failure.
    await mkdir(staging, { mode: 0o700 });
  } catch (error) {
    throw notWritten(target, error);
  }
  try {
    for (const [name, bytes] of Object.entries(contents)) await writeFile(path.join(staging, name), bytes, { mode: 0o600, flush: true });
    await syncNames(staging);
    const before = await readFile(path.join(target, 'bundle.json')).catch(() => undefined);
    await swapBundle(staging, target, { keep: false });
    return { digest: sha256(contents['bundle.json']), replaced: before === undefined ? null : sha256(before) };
  } catch (error) {
    await rm(staging, { recursive: true, force: true }).catch(() => {});
    throw notWritten(target, error);
  }
}

function notWritten(target: string, error: unknown): StoreError {
  if (isSystemError(error)) return toStoreError(error, `model bundle ${target} could not be written`, 'name another directory with -o');
  return new StoreError('OADS_MODEL_WRITE', `model bundle ${target} could not be written: ${messageOf(error)}`, { cause: error });
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
