import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { isSystemError, StoreError, toStoreError } from '../../errors.ts';
import { makeDirectories } from '../../frame/write/make-directories.ts';
import { sealed } from '../../schema/seal.ts';
import type { NotificationEvent, NotificationRecord, Outbox } from '../../snapshot/notification-record.ts';
import { syncDirectory } from '../durable.ts';
import type { Layout } from '../layout.ts';
import { acquireLock, type Lock, sweepLockLitter } from '../lock/lock.ts';
import { foldLine, foldRecord } from './fold-record.ts';
import { readRecord } from './read-record.ts';

/** The record of a pipeline's notifications, for one writer at a time. */
export interface OpenRecord {
  /** What all lines come to. */
  outbox(): Outbox;
  /** Adds a line and waits until the disk has it: what it says counts from then on. Throws StoreError. */
  append(event: NotificationEvent): Promise<void>;
  /** Lines that are damaged, and were passed over. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** Takes the record's own lock: that of the pipeline is free again by then. Throws StoreError, also while somebody else holds it. */
export async function openRecord(layout: Layout, now: () => Date): Promise<OpenRecord> {
  const lock = await lockRecord(layout, now);
  try {
    const { lines, soundBytes, isTorn, problems } = await readRecord(layout);
    if (isTorn) await cutTail(layout, soundBytes);
    let outbox = foldRecord(lines);
    const write = async (event: NotificationEvent) => {
      const line = sealed({ schema: 'oads/notification_record/v1', at: now().toISOString(), ...event }) as NotificationRecord;
      await lock.assertHeld();
      await appendDurable(layout, `${JSON.stringify(line)}\n`);
      outbox = foldLine(outbox, line);
    };
    // Channels are served side by side: their lines follow one another.
    let last: Promise<unknown> = Promise.resolve();
    const append = (event: NotificationEvent) => {
      const written = last.then(() => write(event));
      last = written.catch(() => {});
      return written;
    };
    return { outbox: () => outbox, append, problems, close: () => lock.release().catch(() => {}) };
  } catch (error) {
    await lock.release().catch(() => {});
    throw error;
  }
}

/** Makes the directory where there is none. */
export async function lockRecord(layout: Layout, now: () => Date): Promise<Lock> {
  try {
    if ((await lstat(layout.notifications).catch(() => undefined))?.isSymbolicLink())
      throw new StoreError('OADS_STORE_DENIED', `expected a directory or nothing at ${layout.notifications}, got a symbolic link`);
    await makeDirectories(layout.notifications, 0o700);
    const lock = await acquireLock(layout.notificationLock, now);
    await sweepLockLitter(layout.notificationLock);
    return lock;
  } catch (error) {
    throw isSystemError(error) ? toStoreError(error, `${layout.notifications} could not be written`) : error;
  }
}

/** Neither follows a link nor waits for the reader of a pipe. */
const SAFELY = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Throws StoreError for what is no regular file. */
async function openForWriting(file: string, flags: number): Promise<FileHandle> {
  const handle = await open(file, constants.O_WRONLY | SAFELY | flags, 0o600).catch((error) => {
    const code = isSystemError(error) ? error.code : undefined;
    if (code === 'ELOOP' || code === 'ENXIO') throw notRegular(file);
    throw error;
  });
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw notRegular(file);
}

function notRegular(file: string): StoreError {
  return new StoreError('OADS_STORE_DENIED', `expected a regular file or nothing at ${file}, got something else`, {
    hint: 'look at what lies there, and take it away',
  });
}

async function cutTail(layout: Layout, soundBytes: number): Promise<void> {
  const handle = await openForWriting(layout.notificationRecord, 0);
  try {
    await handle.truncate(soundBytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function appendDurable(layout: Layout, text: string): Promise<void> {
  try {
    const handle = await openForWriting(layout.notificationRecord, constants.O_APPEND | constants.O_CREAT);
    try {
      const { size } = await handle.stat();
      await handle
        .appendFile(text)
        .then(() => handle.sync())
        .catch(async (error) => {
          await handle.truncate(size).catch(() => {}); // half a line must not spoil the next one
          throw error;
        });
      if (size === 0) await syncDirectory(layout.notifications);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw isSystemError(error) ? toStoreError(error, `${layout.notificationRecord} could not be written`) : error;
  }
}
