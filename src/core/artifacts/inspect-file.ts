import { createHash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { messageOf, systemCode } from '../errors.ts';
import { fitChunk } from './fit-chunk.ts';

/** What a file holds right now. With problems there may be no digest. */
export interface InspectedFile {
  readonly bytes: number;
  readonly sha256: string | null;
  /** What `interpret` made of a JSON file; undefined for other files and for damaged ones. */
  readonly document: unknown;
  readonly problems: readonly string[];
}

export interface Interpretation {
  readonly document: unknown;
  readonly problems: readonly string[];
}

interface CacheEntry {
  readonly fingerprint: string;
  readonly file: InspectedFile;
  readonly weight: number;
}

const JSON_LIMIT_BYTES = 64 * 1024 * 1024;
const CACHE_LIMIT_BYTES = 64 * 1024 * 1024;
/** A file changed this recently may change again within the same tick of the file system's clock: not cached. */
const SETTLED_MS = 100;
/** O_NOFOLLOW and O_NONBLOCK: a link or a pipe in place of a file is refused, never followed or waited for. */
export const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const cache = new Map<string, CacheEntry>();
let cacheBytes = 0;
const pending = new Map<string, Promise<InspectedFile>>();

/**
 * Reads a file and its sha256, unless the same file (path, inode, size, times) has been read before.
 * With `expectedBytes`, a file of another size is reported without being read. With `interpret`, the file is parsed
 * as JSON and handed over; without, it is only streamed through the digest. Trouble is a problem, nothing is thrown.
 */
export async function inspectFile(
  path: string,
  options: { expectedBytes?: number; interpret?: (json: unknown) => Interpretation; settledMs?: number } = {},
): Promise<InspectedFile> {
  let stats: BigIntStats;
  try {
    stats = await lstat(path, { bigint: true });
  } catch (error) {
    return damaged(0, systemCode(error) === 'ENOENT' ? 'is missing' : `cannot be read (${systemCode(error) ?? messageOf(error)})`);
  }
  const bytes = Number(stats.size);
  if (!stats.isFile()) return damaged(bytes, 'is not a regular file');
  if (options.expectedBytes !== undefined && options.expectedBytes !== bytes) {
    return damaged(bytes, `has ${bytes} bytes, the manifest says ${options.expectedBytes}`);
  }
  const fingerprint = fingerprintOf(stats);
  const cached = cache.get(path);
  if (cached?.fingerprint === fingerprint) {
    cache.delete(path); // to the young end: the oldest is dropped first
    cache.set(path, cached);
    return cached.file;
  }
  // Requests that arrive while a large file is read wait for that one reading.
  const key = `${fingerprint} ${path}`;
  let reading = pending.get(key);
  if (!reading) {
    reading = readAndRemember(path, fingerprint, options.settledMs ?? SETTLED_MS, options.interpret).finally(() => pending.delete(key));
    pending.set(key, reading);
  }
  return reading;
}

async function readAndRemember(
  path: string,
  fingerprint: string,
  settledMs: number,
  interpret: ((json: unknown) => Interpretation) | undefined,
): Promise<InspectedFile> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, OPEN_FLAGS);
    const before = await handle.stat({ bigint: true });
    const bytes = Number(before.size);
    if (!before.isFile()) return damaged(bytes, 'is not a regular file');
    if (interpret && bytes > JSON_LIMIT_BYTES) return damaged(bytes, `has ${bytes} bytes, more than the ${JSON_LIMIT_BYTES} that are read`);
    const file = interpret ? interpretBytes(await handle.readFile(), interpret) : await digestStream(handle, fitChunk(bytes));
    const after = await handle.stat({ bigint: true });
    if (fingerprintOf(after) !== fingerprintOf(before)) return damaged(bytes, 'changed while it was read');
    const settled = Date.now() - Number(after.ctimeMs) > settledMs; // decides about the cache alone, never about a result
    if (settled && fingerprintOf(after) === fingerprint) remember(path, fingerprint, file, interpret ? bytes : 0);
    return file;
  } catch (error) {
    const code = systemCode(error);
    return damaged(
      0,
      code === 'ENOENT' ? 'is missing' : code === 'ELOOP' ? 'is not a regular file' : `cannot be read (${code ?? messageOf(error)})`,
    );
  } finally {
    await handle?.close();
  }
}

function interpretBytes(bytes: Buffer, interpret: (json: unknown) => Interpretation): InspectedFile {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { bytes: bytes.length, sha256, document: undefined, problems: ['is not valid JSON'] };
  }
  try {
    return { bytes: bytes.length, sha256, ...interpret(json) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the stack has an end, and what walks over a document uses it
    return { bytes: bytes.length, sha256, document: undefined, problems: ['is nested too deeply'] };
  }
}

async function digestStream(handle: FileHandle, highWaterMark: number): Promise<InspectedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of handle.createReadStream({ highWaterMark, autoClose: false, start: 0 })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { bytes, sha256: hash.digest('hex'), document: undefined, problems: [] };
}

function remember(path: string, fingerprint: string, file: InspectedFile, documentBytes: number): void {
  const weight = documentBytes * 4 + 1024; // parsed JSON takes a few times its text
  const old = cache.get(path);
  if (old) cacheBytes -= old.weight;
  cache.delete(path);
  cache.set(path, { fingerprint, file, weight });
  cacheBytes += weight;
  for (const [oldest, entry] of cache) {
    if (cacheBytes <= CACHE_LIMIT_BYTES || oldest === path) break;
    cache.delete(oldest);
    cacheBytes -= entry.weight;
  }
}

/** ctime is in it because mtime can be set back by anyone. */
export function fingerprintOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`;
}

function damaged(bytes: number, problem: string): InspectedFile {
  return { bytes, sha256: null, document: undefined, problems: [problem] };
}
