import { createHash } from 'node:crypto';
import type { Channel } from '../../config/notify-defaults.ts';
import { NOTIFICATION_SEVERITIES, type NotificationSeverity } from '../../schema/notification-names.ts';
import { CLAIMS } from '../../snapshot/claims.ts';
import type { TopAnomaly } from '../../snapshot/inference-metrics.ts';
import type { Notification, NotifiedAnomaly, NotifiedChange } from '../../snapshot/notification.ts';
import type { TrustLevel } from '../../snapshot/parts.ts';
import { clip } from '../clip.ts';
import { formatCount } from '../format-number.ts';
import { sortWorstFirst } from './find-changes.ts';
import type { FoundAnomaly } from './find-new-anomalies.ts';
import { nextStep } from './next-step.ts';
import type { NotifiedRun } from './notified-run.ts';

const MEANINGS: Readonly<Record<TrustLevel, string>> = {
  certified: 'Scores, p-values and the expected number of false alarms may be used.',
  qualified: 'Scores and p-values may be used with the caveats below; nothing is claimed of the share of false alarms.',
  'rank-only': 'Only the order of the rows and their reasons may be used; scores claim no more than that order.',
  withheld: 'Nothing was scored. Do not act on anomalies.',
};
const MOST_REASONS = 8;
const MOST_SHOWN = 10;

export interface ComposeRequest {
  readonly run: NotifiedRun;
  readonly channel: Pick<Channel, 'name' | 'on' | 'minSeverity' | 'anomalies'>;
  /** Of the run, whatever the channel asks for. */
  readonly changes: readonly NotifiedChange[];
  readonly fresh: readonly FoundAnomaly[];
  /** How many evaluations were recorded before: the same change a second time is another message. */
  readonly evaluations: number;
  readonly baseUrl?: string;
  readonly now: Date;
}

/** One message with all that a channel asks for; undefined where that is nothing. */
export function composeRun({ run, channel, changes, fresh, evaluations, baseUrl, now }: ComposeRequest): Notification | undefined {
  const { system, metrics } = run;
  const { summary, trust, pipeline, run_id, as_of } = system;
  const least = NOTIFICATION_SEVERITIES.indexOf(channel.minSeverity);
  const asked = [...changes, ...describeFresh(fresh, channel, trust.level)].filter(
    ({ topic, severity }) => channel.on.includes(topic) && NOTIFICATION_SEVERITIES.indexOf(severity) >= least,
  );
  if (asked.length === 0) return undefined;
  const told = sortWorstFirst(asked);
  const isShown = told.some(({ topic }) => topic === 'anomalies');
  const claims = CLAIMS[trust.level];
  const isClaimed = claims.falseDiscoveryRate && trust.claims.valid;
  const eventMs = trust.data.max_event_time === null ? Number.NaN : Date.parse(trust.data.max_event_time);
  const identity = [pipeline, channel.name, run_id, evaluations, told, isShown ? fresh.map(({ id }) => id) : []];
  return {
    schema: 'oads/notification/v1',
    id: createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32),
    kind: 'run',
    channel: channel.name,
    pipeline,
    run_id,
    as_of,
    created_at: now.toISOString(),
    severity: told[0].severity,
    title: titleOf(pipeline, told),
    changes: told,
    trust: {
      level: trust.level,
      meaning: MEANINGS[trust.level],
      reasons: trust.reasons.slice(0, MOST_REASONS).map((reason) => ({
        ...reason,
        message: clip(reason.message, 300),
        evidence: reason.evidence === null ? null : clip(reason.evidence, 300),
      })),
      more_reasons: Math.max(0, trust.reasons.length - MOST_REASONS),
    },
    data: {
      rows: summary.rows_processed,
      source: summary.source_used,
      fallback_reason: summary.fallback_reason,
      max_event_time: trust.data.max_event_time,
      age_seconds: Number.isFinite(eventMs) ? (now.getTime() - eventMs) / 1000 : null,
    },
    anomaly_rate: metrics.anomaly_rate,
    expected_false_alarms: isClaimed ? trust.claims.expected_false_alarms : null,
    anomalies: isShown
      ? { new: fresh.length, shown: fresh.slice(0, MOST_SHOWN).map(({ anomaly }) => show(anomaly, claims.pValues, isClaimed)) }
      : null,
    next: nextStep(system, told),
    link: baseUrl === undefined ? null : `${baseUrl}/?pipeline=${encodeURIComponent(pipeline)}&run=${run_id}`,
  };
}

export function titleOf(pipeline: string, [first, ...rest]: readonly NotifiedChange[]): string {
  const headline = first.text.replace(/\s*[(:].*$/s, '').replace(/\.$/, '');
  const more = rest.length > 0 ? `, and ${formatCount(rest.length, 'more change')}` : '';
  return clip(`${pipeline}: ${headline}${more}`, 140);
}

function describeFresh(fresh: readonly FoundAnomaly[], { anomalies }: Pick<Channel, 'anomalies'>, level: TrustLevel): NotifiedChange[] {
  if (fresh.length === 0) return [];
  const { top, minScore } = anomalies;
  const where = [
    minScore === undefined ? '' : ` with a score of ${minScore} or more`,
    top < 10_000 ? ` among the ${top} highest ranks` : '',
  ];
  const order = CLAIMS[level].pValues ? '' : '; the trust level allows their order, and no probability';
  const severity: NotificationSeverity = CLAIMS[level].pValues ? 'warning' : 'info';
  const text = `${formatCount(fresh.length, 'new anomaly').replace('anomalys', 'anomalies')}${where.join('')} at trust level ${level}${order}.`;
  return [{ topic: 'anomalies', severity, from: null, to: String(fresh.length), text }];
}

function show({ rank, key, score, p_value, q_value, reasons }: TopAnomaly, hasP: boolean, hasQ: boolean): NotifiedAnomaly {
  const named = Object.entries(key).map(([name, value]) => [clip(name, 60), typeof value === 'string' ? clip(value, 120) : value] as const);
  return {
    rank,
    key: Object.fromEntries(named),
    score,
    p_value: hasP ? p_value : null,
    q_value: hasQ ? q_value : null,
    reasons: reasons.slice(0, 3).map(({ text }) => clip(text, 200)),
  };
}
