import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { messageOf, systemCode } from '../../errors.ts';
import type { Acknowledgement } from '../../snapshot/acknowledgement.ts';
import { layoutOf } from '../layout.ts';
import { markKey } from './acknowledgement-line.ts';
import { LogState } from './log-state.ts';

/** The marks of a pipeline as its log tells them. */
export interface MarkLog {
  /** The newest of each row of each input, withdrawn ones too, in the order in which they were said. */
  readonly newest: ReadonlyMap<string, Acknowledgement>;
  readonly lines: number;
  /** Bytes behind the last whole line: an append that was cut short, or is under way. */
  readonly tornBytes: number;
  /** What is wrong with the log, for people. The marks of its sound lines count all the same. */
  readonly problems: readonly string[];
}

/** What a writer needs beyond that. */
export interface OpenedLog extends MarkLog {
  /** Where the last whole line ends. */
  readonly bytes: number;
  readonly last: string | null;
}

interface Known {
  readonly file: string;
  readonly fingerprint: string;
  readonly state: LogState;
  readonly tornBytes: number;
}

/** A log of this size holds about a million marks; a larger one is not read. */
export const MAX_LOG_BYTES = 512 * 1024 * 1024;
const MAX_KNOWN = 32;
const CHUNK_BYTES = 256 * 1024;
/** A link or a pipe in place of the file is refused, never followed or waited for. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const NOTHING: OpenedLog = { newest: new Map(), lines: 0, tornBytes: 0, problems: [], bytes: 0, last: null };

/** By file; the oldest goes first. */
const known = new Map<string, Known>();
const underWay = new Map<string, Promise<OpenedLog>>();

/** Reads what was appended since the last reading, and all of it where it is another file. Trouble is a problem, nothing is thrown. */
export function readMarks(artifactsDir: string, pipeline: string): Promise<MarkLog> {
  const file = layoutOf(artifactsDir, pipeline).acknowledgements;
  // Two readings of one log would take the same lines twice.
  let reading = underWay.get(file);
  if (!reading) {
    reading = openLog(file, pipeline).finally(() => underWay.delete(file));
    underWay.set(file, reading);
  }
  return reading;
}

/** Waits for a reading under way, and reads again: for who holds the lock, and must see the very last line. */
export async function readForAppend(artifactsDir: string, pipeline: string): Promise<OpenedLog> {
  const file = layoutOf(artifactsDir, pipeline).acknowledgements;
  while (underWay.has(file)) await underWay.get(file);
  return readMarks(artifactsDir, pipeline) as Promise<OpenedLog>;
}

export function markOf(log: MarkLog, inputDigest: string, key: Acknowledgement['key']): Acknowledgement | null {
  return log.newest.get(markKey(inputDigest, key)) ?? null;
}

/** All of it anew, whatever was read before: for `oads verify`. */
export function forgetMarks(artifactsDir: string, pipeline: string): void {
  known.delete(layoutOf(artifactsDir, pipeline).acknowledgements);
}

async function openLog(file: string, pipeline: string): Promise<OpenedLog> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, OPEN_FLAGS);
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) return { ...NOTHING, problems: ['is not a regular file'] };
    if (stats.size > MAX_LOG_BYTES) return { ...NOTHING, problems: [`has ${stats.size} bytes, expected at most ${MAX_LOG_BYTES}`] };
    return describe(await takeNew(handle, file, pipeline, stats));
  } catch (error) {
    known.delete(file);
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return NOTHING;
    return { ...NOTHING, problems: [code === 'ELOOP' ? 'is a symbolic link' : `cannot be read (${code ?? messageOf(error)})`] };
  } finally {
    await handle?.close();
  }
}

async function takeNew(handle: FileHandle, file: string, pipeline: string, stats: BigIntStats): Promise<Known> {
  const before = known.get(file);
  const fingerprint = `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`;
  if (before?.fingerprint === fingerprint) return before;
  const isSame = before?.fingerprint.startsWith(`${stats.dev}:${stats.ino}:`);
  // Of an append-only file only the end is new; where it did not grow, somebody wrote into it.
  const goesOn = before && isSame && Number(stats.size) > before.state.bytes + before.tornBytes;
  const state = goesOn ? before.state : new LogState(pipeline);
  known.delete(file); // a reading that fails half-way has taken some lines
  const tornBytes = await state.takeAll(readFrom(handle, state.bytes, Number(stats.size)));
  const entry: Known = { file, fingerprint, state, tornBytes };
  known.set(file, entry);
  if (known.size > MAX_KNOWN) known.delete(known.keys().next().value as string);
  return entry;
}

async function* readFrom(handle: FileHandle, from: number, end: number): AsyncGenerator<Buffer> {
  for (let at = from; at < end; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - at)), 0, null, at);
    if (bytesRead === 0) return; // cut off since
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

function describe({ state, tornBytes }: Known): OpenedLog {
  const problems = state.untold > 0 ? [...state.problems, `and ${state.untold} more lines are not as they were written`] : state.problems;
  return { newest: state.newest, lines: state.lines, tornBytes, problems, bytes: state.bytes, last: state.last };
}
