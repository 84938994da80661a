import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { messageOf, systemCode } from '../../errors.ts';
import { findBrokenSeal } from '../../schema/seal.ts';
import { findViolations } from '../../schema/validate.ts';
import { NotificationRecord } from '../../snapshot/notification-record.ts';
import type { Layout } from '../layout.ts';

/** What is known of the notifications of a pipeline. */
export interface ReadRecord {
  readonly lines: readonly NotificationRecord[];
  /** Behind it lies what a killed process left of a line: it has not happened, and the next writer cuts it off. */
  readonly soundBytes: number;
  readonly isTorn: boolean;
  /** Lines that are not as they were written: they are passed over. */
  readonly problems: readonly string[];
  /** The texts of those. */
  readonly damaged: readonly string[];
}

/** Trimming keeps it far below. */
const LIMIT_BYTES = 64 * 1024 * 1024;
const NOTHING: ReadRecord = { lines: [], soundBytes: 0, isTorn: false, problems: [], damaged: [] };
/** A link or a pipe in place of the file is refused, never followed or waited for. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** None is an empty one. Trouble is a problem, nothing is thrown. */
export async function readRecord(layout: Layout): Promise<ReadRecord> {
  let bytes: Buffer;
  let handle: FileHandle | undefined;
  try {
    handle = await open(layout.notificationRecord, OPEN_FLAGS);
    const info = await handle.stat();
    if (!info.isFile()) return damaged('is not a regular file');
    if (info.size > LIMIT_BYTES) return damaged(`has ${info.size} bytes, more than oads writes`);
    bytes = await handle.readFile();
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return NOTHING;
    return damaged(code === 'ELOOP' || code === 'ENXIO' ? 'is not a regular file' : `cannot be read (${code ?? messageOf(error)})`);
  } finally {
    await handle?.close();
  }
  const soundBytes = bytes.lastIndexOf(0x0a) + 1;
  const texts = bytes.subarray(0, soundBytes).toString('utf8').split('\n').slice(0, -1);
  const lines: NotificationRecord[] = [];
  const problems: string[] = [];
  const unread: string[] = [];
  for (const [index, text] of texts.entries()) {
    const read = readLine(text);
    if (typeof read !== 'string') lines.push(read);
    else {
      problems.push(`line ${index + 1} ${read}`);
      unread.push(text);
    }
  }
  return { lines, soundBytes, isTorn: soundBytes < bytes.length, problems, damaged: unread };
}

function readLine(text: string): NotificationRecord | string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return 'is not valid JSON';
  }
  const [violation] = findViolations(NotificationRecord, document);
  if (violation) return `${violation.path.join('.') || 'as a whole'}: expected ${violation.expected}, got ${violation.got}`;
  if (findBrokenSeal(document as object) || JSON.stringify(document) !== text) return 'is not what its own seal says: it was altered';
  return document as NotificationRecord;
}

function damaged(problem: string): ReadRecord {
  return { ...NOTHING, problems: [problem] };
}
