import { readRecord } from '../artifacts/notifications/read-record.ts';
import { checkedLayout } from '../artifacts/read-runs.ts';
import type { NotificationSeverity } from '../schema/notification-names.ts';
import type { Notification } from '../snapshot/notification.ts';
import type { NotificationRecord } from '../snapshot/notification-record.ts';

export type NotificationState = 'pending' | 'delivered' | 'held' | 'summed_up' | 'refused' | 'expired';

/** What became of a message. */
export interface ListedNotification {
  readonly id: string;
  readonly created_at: string;
  readonly channel: string;
  readonly kind: Notification['kind'];
  readonly severity: NotificationSeverity;
  readonly title: string;
  readonly run_id: string | null;
  readonly state: NotificationState;
  /** Of its state. */
  readonly at: string;
  readonly attempts: number;
  /** Why the last attempt failed; null after one that did not. */
  readonly error: string | null;
}

/** The messages of a pipeline, newest first, as far as the record reaches back. Damaged lines are problems. */
export async function listNotifications(
  artifactsDir: string,
  pipeline: string,
): Promise<{ notifications: ListedNotification[]; problems: readonly string[] }> {
  const { lines, problems } = await readRecord(checkedLayout(artifactsDir, pipeline));
  const found = new Map<string, ListedNotification>();
  const change = (id: string, values: Partial<ListedNotification>) => {
    const known = found.get(id);
    if (known) found.set(id, { ...known, ...values });
  };
  for (const line of lines) follow(line, found, change);
  return { notifications: [...found.values()].reverse(), problems };
}

function follow(
  line: NotificationRecord,
  found: Map<string, ListedNotification>,
  change: (id: string, values: Partial<ListedNotification>) => void,
): void {
  const { at } = line;
  switch (line.event) {
    case 'evaluated':
      for (const notification of line.notifications) if (!found.has(notification.id)) found.set(notification.id, begin(notification, at));
      break;
    case 'summed_up':
      for (const id of line.ids) change(id, { state: 'summed_up', at });
      found.set(line.notification.id, begin(line.notification, at));
      break;
    case 'carried':
      for (const { notification, attempts } of line.outbox.pending) found.set(notification.id, { ...begin(notification, at), attempts });
      for (const held of line.outbox.held) found.set(held.id, { ...begin({ ...held, kind: 'run' }, at), state: 'held' });
      break;
    case 'sending':
      change(line.id, { attempts: line.attempts });
      break;
    case 'delivered':
      change(line.id, { state: 'delivered', at, attempts: line.attempts, error: null });
      break;
    case 'failed':
      change(line.id, { state: line.final ? 'refused' : 'pending', at, attempts: line.attempts, error: line.error });
      break;
    case 'expired':
      change(line.id, { state: 'expired', at });
      break;
    case 'held':
      change(line.id, { state: 'held', at });
      break;
  }
}

function begin(
  notification: Pick<Notification, 'id' | 'created_at' | 'channel' | 'kind' | 'severity' | 'title' | 'run_id'>,
  at: string,
): ListedNotification {
  const { id, created_at, channel, kind, severity, title, run_id } = notification;
  return { id, created_at, channel, kind, severity, title, run_id, state: 'pending', at, attempts: 0, error: null };
}
