import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { messageOf, PluginError, toStoreError } from '../../core/errors.ts';
import { readTarEntries, type TarEntry } from './tar-entries.ts';

/** What no plugin comes to, its models and samples included. */
const MOST_PACKED_BYTES = 512 * 2 ** 20;
const MOST_BYTES = 2 * 2 ** 30;
const MOST_FILES = 100_000;
const DISK_BLOCK_BYTES = 4096;
/** As npm does, whatever the first directory is called. */
const PACKAGE_JSON = /^(?:\.\/)?[^/]+\/package\.json$/;
/** As npm takes them. */
const NAME = /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/i;
const VERSION = /^[v=\s]*\d+\.\d+\.\d+/;

export interface PackedLimits {
  readonly packedBytes: number;
  readonly bytes: number;
  readonly files: number;
}

export interface Inspected {
  /** Of the package. */
  readonly name: string;
  /** SHA-256, hex. */
  readonly digest: string;
  /** Room that its files take, with the packed one. */
  readonly bytes: number;
}

/**
 * Reads a packed plugin to its end without writing anything. Throws PluginError where it is damaged, would
 * write outside its directory, or is beyond the limits: npm would leave out silently what it does not trust, and unpack the rest.
 */
export async function inspectPacked(
  file: string,
  limits: PackedLimits = { packedBytes: MOST_PACKED_BYTES, bytes: MOST_BYTES, files: MOST_FILES },
): Promise<Inspected> {
  const { size } = await stat(file).catch((error) => {
    throw toStoreError(error, file, 'check the path');
  });
  if (size > limits.packedBytes) throw refuse(file, `${size} bytes; at most ${limits.packedBytes} are taken`);
  const hash = createHash('sha256');
  const source = createReadStream(file).on('data', (chunk) => hash.update(chunk));
  const unpacked = pipeline(source, createGunzip(), () => {});
  let [files, bytes, blocks] = [0, 0, 0];
  let described: string | undefined;
  try {
    for await (const entry of readTarEntries(bounded(unpacked, limits.bytes + 1024 * limits.files), PACKAGE_JSON)) {
      const why = whyRefused(entry);
      if (why !== undefined) throw new Error(why);
      files++;
      bytes += entry.size;
      blocks += 1 + Math.ceil(entry.size / DISK_BLOCK_BYTES);
      if (files > limits.files) throw new Error(`it holds more than ${limits.files} files`);
      if (bytes > limits.bytes) throw new Error(`it holds more than ${limits.bytes} bytes`);
      // The last of several is the one that stays.
      described = entry.content ?? described;
    }
  } catch (error) {
    throw refuse(file, messageOf(error));
  } finally {
    source.destroy();
  }
  if (described === undefined) throw refuse(file, 'it holds no package.json');
  return { name: readName(file, described), digest: hash.digest('hex'), bytes: size + blocks * DISK_BLOCK_BYTES };
}

/** npm would leave what it has begun of a package that it cannot name. */
function readName(file: string, text: string): string {
  let found: { name?: unknown; version?: unknown } | null;
  try {
    found = JSON.parse(text) as typeof found;
  } catch (error) {
    throw refuse(file, `its package.json is not JSON: ${messageOf(error)}`);
  }
  const { name, version } = found ?? {};
  // What every object has, npm takes for a package that it knows.
  if (typeof name !== 'string' || !NAME.test(name) || name in Object.prototype)
    throw refuse(file, `the name in its package.json is ${messageOf(name)}`);
  if (typeof version !== 'string' || !VERSION.test(version)) throw refuse(file, `the version in its package.json is ${messageOf(version)}`);
  return name;
}

/** What is behind the entries counts, too. */
async function* bounded(chunks: AsyncIterable<Buffer>, mostBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error(`it holds more than ${mostBytes} bytes`);
    yield chunk;
  }
}

function whyRefused({ name, type }: TarEntry): string | undefined {
  const shown = JSON.stringify(name);
  if (/^(?:[/\\]|[a-z]:)/i.test(name) || name.split(/[/\\]/).includes('..')) return `${shown} leads outside of it`;
  if (!/[057]/.test(type)) return `${shown} is neither a file nor a directory`;
  return undefined;
}

function refuse(file: string, why: string): PluginError {
  return new PluginError('OADS_PLUGIN_PACKAGE', `${file}: expected a packed plugin, got what is none: ${why}`, {
    hint: 'pack it anew with `npm pack`, or copy it again',
  });
}
