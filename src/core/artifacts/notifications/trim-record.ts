import { StoreError } from '../../errors.ts';
import { sealed } from '../../schema/seal.ts';
import type { NotificationRecord } from '../../snapshot/notification-record.ts';
import type { Layout } from '../layout.ts';
import { replaceFile } from '../replace-file.ts';
import { foldRecord } from './fold-record.ts';
import { lockRecord } from './open-record.ts';
import { readRecord } from './read-record.ts';

const DAY_MS = 86_400_000;
/** Beyond it the older half goes, whatever its age. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Replaces lines older than `days`, or the older half of a record that has grown large, by one line with what they come to: what is
 * pending, held back or known stays. Damaged lines stay as they are, for `oads verify`. For the next time where somebody is writing.
 */
export async function trimRecord(layout: Layout, { days, now, mostBytes = MOST_BYTES }: TrimOptions): Promise<void> {
  if (!(await findGoing(layout, days, now, mostBytes))) return;
  const lock = await lockRecord(layout, () => now).catch((error) => {
    if (error instanceof StoreError && error.code === 'OADS_STORE_LOCKED') return undefined;
    throw error;
  });
  if (!lock) return;
  try {
    const found = await findGoing(layout, days, now, mostBytes);
    if (!found) return;
    const { going, staying, damaged } = found;
    const carried = sealed({
      schema: 'oads/notification_record/v1',
      at: going[going.length - 1].at,
      event: 'carried',
      outbox: foldRecord(going),
    });
    await lock.assertHeld();
    const texts = [JSON.stringify(carried), ...damaged, ...staying.map((line) => JSON.stringify(line))];
    await replaceFile(layout.notificationRecord, texts.map((text) => `${text}\n`).join(''));
  } finally {
    await lock.release().catch(() => {});
  }
}

export interface TrimOptions {
  /** Undefined: only the size counts. */
  readonly days?: number;
  readonly now: Date;
  readonly mostBytes?: number;
}

interface Found {
  readonly going: readonly NotificationRecord[];
  readonly staying: readonly NotificationRecord[];
  readonly damaged: readonly string[];
}

async function findGoing(layout: Layout, days: number | undefined, now: Date, mostBytes: number): Promise<Found | undefined> {
  const { lines, soundBytes, damaged } = await readRecord(layout);
  const limit = days === undefined ? '' : new Date(now.getTime() - days * DAY_MS).toISOString();
  const firstYoung = lines.findIndex(({ at }) => at >= limit);
  const old = firstYoung < 0 ? lines.length : firstYoung;
  const count = soundBytes > mostBytes ? Math.max(old, Math.ceil(lines.length / 2)) : old;
  // A lone line of what was carried over would be replaced by itself.
  const isNothing = count === 0 || (count === 1 && lines[0].event === 'carried');
  return isNothing ? undefined : { going: lines.slice(0, count), staying: lines.slice(count), damaged };
}
