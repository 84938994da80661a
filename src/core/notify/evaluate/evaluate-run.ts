import type { Channel } from '../../config/notify-defaults.ts';
import type { Notification } from '../../snapshot/notification.ts';
import type { NotificationEvent, Outbox, Standing } from '../../snapshot/notification-record.ts';
import { composeRun } from './compose-run.ts';
import { findChanges } from './find-changes.ts';
import { findAnomalies } from './find-new-anomalies.ts';
import type { NotifiedRun } from './notified-run.ts';
import { isSameStanding, standingOf } from './standing-of.ts';

export interface EvaluateRequest {
  readonly run: NotifiedRun;
  /** With what it is compared where the record holds nothing yet: the run before it, or null for the first. */
  readonly previous: Standing | null;
  readonly channels: readonly Channel[];
  readonly baseUrl?: string;
  readonly now: Date;
}

/**
 * What a run changes, as the line that records it; undefined where that is nothing. A channel that begins takes the anomalies that
 * are there for known: who sets it up looks at that run.
 */
export function evaluateRun(outbox: Outbox, { run, previous, channels, baseUrl, now }: EvaluateRequest): NotificationEvent | undefined {
  const standing = standingOf(run.system);
  const changes = findChanges(outbox.standing ?? previous, run);
  const seen: Record<string, string[]> = {};
  const notifications: Notification[] = [];
  for (const channel of channels) {
    const known = Object.hasOwn(outbox.seen, channel.name) ? new Set(outbox.seen[channel.name]) : undefined;
    const isWatched = channel.on.includes('anomalies');
    const unseen = (isWatched ? findAnomalies(run, channel) : []).filter(({ id }) => !known?.has(id));
    if ((isWatched && known === undefined) || unseen.length > 0) seen[channel.name] = unseen.map(({ id }) => id);
    const fresh = known === undefined ? [] : unseen;
    const notification = composeRun({ run, channel, changes, fresh, evaluations: outbox.evaluations, baseUrl, now });
    if (notification) notifications.push(notification);
  }
  const isNothing = outbox.standing !== null && isSameStanding(outbox.standing, standing) && Object.keys(seen).length === 0;
  return isNothing ? undefined : { event: 'evaluated', standing, seen, notifications };
}
