import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, StoreError } from '../errors.ts';
import type { ReferenceProfile } from '../profile/reference.ts';
import type { BundleCard } from './bundle.ts';

export interface BundleContent {
  readonly card: Omit<BundleCard, 'files'>;
  readonly model: Uint8Array;
  readonly reference: ReferenceProfile;
  readonly calibration: Float32Array;
}

/** Writes a bundle beside its place and swaps it in; an existing bundle is replaced only by a complete one. Returns its digest. */
export async function writeBundle(dir: string, content: BundleContent): Promise<string> {
  const reference = `${JSON.stringify(content.reference)}\n`;
  const calibration = new Uint8Array(content.calibration.buffer, content.calibration.byteOffset, content.calibration.byteLength);
  const files: BundleCard['files'] = {
    'model.onnx': sha256(content.model),
    'reference.json': sha256(reference),
    'calibration.f32': sha256(calibration),
  };
  const { schema, name, ...rest } = content.card;
  const card = `${JSON.stringify({ schema, name, files, ...rest }, null, 2)}\n`;
  const target = path.resolve(dir);
  const staging = `${target}.tmp-${process.pid}`;
  const replaced = `${target}.old-${process.pid}`;
  try {
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { recursive: true });
    await writeFile(path.join(staging, 'model.onnx'), content.model);
    await writeFile(path.join(staging, 'reference.json'), reference);
    await writeFile(path.join(staging, 'calibration.f32'), calibration);
    await writeFile(path.join(staging, 'bundle.json'), card);
    await rename(target, replaced).catch(() => {});
    await rename(staging, target);
    await rm(replaced, { recursive: true, force: true });
  } catch (error) {
    throw new StoreError('OADS_MODEL_WRITE', `model bundle ${target} could not be written: ${messageOf(error)}`, { cause: error });
  }
  return sha256(card);
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
