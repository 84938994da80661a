import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isSystemError, OadsError, StoreError, toStoreError } from '../../errors.ts';
import type { Acknowledgement } from '../../snapshot/acknowledgement.ts';
import { syncDirectory, writeDurable } from '../durable.ts';
import { type Layout, layoutOf } from '../layout.ts';
import { acquireLock, type Lock, sweepLockLitter } from '../lock/lock.ts';
import { type AcknowledgementDraft, encodeLine, MAX_LINE_BYTES, sha256Of } from './acknowledgement-line.ts';
import { MAX_LOG_BYTES, markOf, type OpenedLog, readForAppend } from './read-log.ts';

export interface Appended {
  /** What stands in the log of the row; null where nobody marked it. */
  readonly entry: Acknowledgement | null;
  /** False: the row bears this very mark already, or has none to take back, and nothing was written. */
  readonly isNew: boolean;
}

/** An append takes milliseconds: who waits longer than this waits for a process that stands still. */
const PATIENCE_MS = 10_000;
const RETRY_MS = 25;
const NOFOLLOW = constants.O_NOFOLLOW ?? 0;

/** By log, the end of the last append of this process: one process does not race itself for the lock. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Appends one line, whole and on the disk before it returns; the same mark again appends nothing. What a killed writer left
 * behind the last line is set aside first. Throws StoreError.
 */
export function appendAcknowledgement(artifactsDir: string, draft: AcknowledgementDraft, now: () => Date): Promise<Appended> {
  const layout = layoutOf(artifactsDir, draft.pipeline);
  const before = queues.get(layout.acknowledgements) ?? Promise.resolve();
  const appended = before.catch(() => {}).then(() => appendLocked(artifactsDir, layout, draft, now));
  const settled = appended.catch(() => {});
  queues.set(layout.acknowledgements, settled);
  void settled.then(() => {
    if (queues.get(layout.acknowledgements) === settled) queues.delete(layout.acknowledgements);
  });
  return appended;
}

async function appendLocked(artifactsDir: string, layout: Layout, draft: AcknowledgementDraft, now: () => Date): Promise<Appended> {
  let lock: Lock | undefined;
  try {
    lock = await takeLock(layout.acknowledgementsLock, now);
    await sweepLockLitter(layout.acknowledgementsLock);
    const log = await readForAppend(artifactsDir, draft.pipeline);
    const existing = markOf(log, draft.input_digest, draft.key);
    if (draft.verdict === 'withdrawn' && (existing === null || existing.verdict === 'withdrawn')) return { entry: existing, isNew: false };
    if (existing && existing.verdict === draft.verdict && existing.note === draft.note) return { entry: existing, isNew: false };
    if (log.lines === 0 && log.problems.length > 0)
      throw unusable(`expected the log ${layout.acknowledgements}, but it ${log.problems[0]}`);
    const { line, entry } = encodeLine(draft, log.last);
    const bytes = Buffer.from(`${line}\n`);
    if (bytes.length > MAX_LINE_BYTES) throw unusable(`expected a mark of at most ${MAX_LINE_BYTES} bytes, got ${bytes.length}`);
    if (log.bytes + bytes.length > MAX_LOG_BYTES) throw unusable(`${layout.acknowledgements} is full: it has ${log.bytes} bytes`);
    await setAside(layout, log);
    await lock.assertHeld();
    await writeLine(layout, log, bytes);
    return { entry, isNew: true };
  } catch (error) {
    if (error instanceof OadsError || !isSystemError(error)) throw error;
    throw toStoreError(error, `${layout.acknowledgements} could not be written`, 'check the room on the disk and the permissions');
  } finally {
    await lock?.release();
  }
}

async function takeLock(file: string, now: () => Date): Promise<Lock> {
  for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
    try {
      return await acquireLock(file, now);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'OADS_STORE_LOCKED' || waitedMs >= PATIENCE_MS) throw error;
    }
    await wait(RETRY_MS);
  }
}

/** A line without its end was never answered for. It is kept beside the log: nobody knows who wrote it. */
async function setAside({ acknowledgements: file }: Layout, { tornBytes, bytes }: OpenedLog): Promise<void> {
  if (tornBytes === 0) return;
  if (tornBytes > MAX_LINE_BYTES)
    throw unusable(`expected lines of at most ${MAX_LINE_BYTES} bytes, got one of ${tornBytes} at the end of ${file}`);
  const handle = await open(file, constants.O_RDWR | NOFOLLOW);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(tornBytes), 0, tornBytes, bytes);
    const tail = buffer.subarray(0, bytesRead);
    await writeDurable(`${file}.torn-${sha256Of(tail).slice(0, 16)}`, tail);
    await handle.truncate(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeLine({ acknowledgements: file }: Layout, log: OpenedLog, bytes: Buffer): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | NOFOLLOW;
  const handle: FileHandle = await open(file, flags, 0o600);
  try {
    const { bytesWritten } = await handle.write(bytes);
    if (bytesWritten < bytes.length) {
      await handle.truncate(log.bytes); // a full disk took a part of it
      throw unusable(`${file} could not be written: the disk took ${bytesWritten} of ${bytes.length} bytes`);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (log.bytes === 0) await syncDirectory(path.dirname(file));
}

function unusable(message: string): StoreError {
  return new StoreError('OADS_ACKNOWLEDGE_LOG', message, { hint: 'look at the log with `oads verify`' });
}
