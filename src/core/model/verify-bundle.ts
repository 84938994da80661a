import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ModelError, messageOf, systemCode } from '../errors.ts';
import { findBrokenSeal, isWrittenAs } from '../schema/seal.ts';
import { findViolations } from '../schema/validate.ts';
import { type Bundle, BundleCard, openBundle } from './bundle.ts';
import { BUNDLE_FILES } from './bundle-place.ts';
import { proveBundle } from './prove-bundle.ts';

/** What is not as it was written, with the file's name. */
export interface BundleFault {
  readonly file: string | null;
  readonly text: string;
  readonly expected: string | null;
  readonly got: string | null;
}

/** Whether a directory holds anything of a bundle. */
export async function holdsBundle(dir: string): Promise<boolean> {
  return (await readdir(dir).catch(() => [])).some((name) => BUNDLE_FILES.has(name));
}

/** Every file against its checksum, then whether all of them together are a model that scores. The bundle is undefined where it cannot be used. */
export async function verifyBundle(dir: string): Promise<{ bundle?: Bundle; faults: readonly BundleFault[] }> {
  const card = await readFile(path.join(dir, 'bundle.json')).catch(() => undefined);
  const faults = card === undefined ? [faultOf('bundle.json', 'is missing', 'a file', 'nothing')] : await compareFiles(dir, card);
  if (faults.length > 0) return { faults };
  try {
    const bundle = await openBundle(dir);
    await proveBundle(bundle);
    return { bundle, faults };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const message = messageOf(error).replace(`model bundle ${dir}: `, '');
    const [file] = /\b(bundle\.json|reference\.json|calibration\.f32|groups\.json|model\.onnx)\b/.exec(message) ?? ['model.onnx'];
    return { faults: [{ file, text: message, expected: null, got: null }] };
  }
}

async function compareFiles(dir: string, bytes: Buffer): Promise<BundleFault[]> {
  const document = parse(bytes);
  if (document === undefined) return [faultOf('bundle.json', 'is not JSON')];
  const [violation] = findViolations(BundleCard, document);
  if (violation) {
    const { path: at, expected, got } = violation;
    return [faultOf('bundle.json', `${at.join('.') || 'the document'}: expected ${expected}, got ${got}`, expected, got)];
  }
  const card = document as BundleCard;
  const broken = findBrokenSeal(card);
  if (broken) return [faultOf('bundle.json', 'was altered: it is not what its own seal says', broken.expected, broken.got)];
  if (card.seal !== undefined && !isWrittenAs(card, sha256(bytes)))
    return [faultOf('bundle.json', 'is not as it was written: something was added to it or taken away')];
  const faults: BundleFault[] = [];
  for (const [name, expected] of Object.entries(card.files)) {
    const file = path.join(dir, name);
    const isFile = await lstat(file).then(
      (stats) => stats.isFile(),
      () => undefined,
    );
    const content = isFile ? await readFile(file).catch((error) => systemCode(error) ?? messageOf(error)) : undefined;
    if (isFile === undefined) faults.push(faultOf(name, 'is missing', 'a file', 'nothing'));
    else if (content === undefined) faults.push(faultOf(name, 'is not a regular file', 'a file', 'something else'));
    else if (typeof content === 'string') faults.push(faultOf(name, `cannot be read (${content})`, 'a readable file', content));
    else if (sha256(content) !== expected) {
      const got = sha256(content);
      faults.push(faultOf(name, `was altered: expected sha256 ${expected.slice(0, 16)}…, got ${got.slice(0, 16)}…`, expected, got));
    }
  }
  for (const name of (await readdir(dir)).sort()) {
    if (name === 'bundle.json' || Object.hasOwn(card.files, name)) continue;
    faults.push(faultOf(name, 'does not stand on the card', 'nothing of this name', 'an entry'));
  }
  return faults;
}

function faultOf(file: string, text: string, expected: string | null = null, got: string | null = null): BundleFault {
  return { file, text: `${file} ${text}`, expected, got };
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
