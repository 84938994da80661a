import { createHash } from 'node:crypto';
import { NOTIFICATION_SEVERITIES } from '../../schema/notification-names.ts';
import type { Notification } from '../../snapshot/notification.ts';
import type { HeldBack } from '../../snapshot/notification-record.ts';
import { clip } from '../clip.ts';
import { sortWorstFirst } from '../evaluate/find-changes.ts';
import { formatCount } from '../format-number.ts';

const MOST_CHANGES = 20;

export interface SummaryRequest {
  readonly pipeline: string;
  readonly channel: string;
  /** Oldest first. */
  readonly held: readonly HeldBack[];
  /** Held back as well, and no longer known in words. */
  readonly more: number;
  readonly baseUrl?: string;
  readonly now: Date;
}

/** One message in place of all that the rate limit held back: how many, and the worst of what they told. */
export function composeSummary({ pipeline, channel, held, more, baseUrl, now }: SummaryRequest): Notification {
  const count = held.length + more;
  const ids = held.map(({ id }) => id);
  const told = sortWorstFirst(
    held.flatMap(({ changes, created_at, run_id }) =>
      changes.map((change) => ({ ...change, text: clip(`${created_at}, run ${run_id ?? 'unknown'}: ${change.text}`, 600) })),
    ),
  );
  const left = told.length - MOST_CHANGES;
  const last = held.at(-1);
  const words = formatCount(count, 'message');
  const rest = left > 0 ? ` ${formatCount(left, 'more change')} of them ${left === 1 ? 'is' : 'are'} not listed.` : '';
  return {
    schema: 'oads/notification/v1',
    id: createHash('sha256')
      .update(JSON.stringify([pipeline, channel, 'summary', ids]))
      .digest('hex')
      .slice(0, 32),
    kind: 'summary',
    channel,
    pipeline,
    run_id: last?.run_id ?? null,
    as_of: null,
    created_at: now.toISOString(),
    severity: told[0]?.severity ?? NOTIFICATION_SEVERITIES[0],
    title: clip(`${pipeline}: ${words} held back by the rate limit`, 140),
    changes: told.slice(0, MOST_CHANGES),
    trust: null,
    data: null,
    anomaly_rate: null,
    expected_false_alarms: null,
    anomalies: null,
    next: `Look at the newest run first: these are ${words} in one, and things may have changed since.${rest}`,
    link: baseUrl === undefined ? null : `${baseUrl}/?pipeline=${encodeURIComponent(pipeline)}`,
    summed_up: count,
  };
}
