import { formatDurationMs } from '../../config/durations.ts';
import type { Notification, NotifiedAnomaly } from '../../snapshot/notification.ts';
import { clip } from '../clip.ts';
import { formatCount, formatNumber, formatShare } from '../format-number.ts';

/** A message as people read it: every channel lays out the same sentences. */
export interface Section {
  readonly heading: string | null;
  readonly lines: readonly string[];
  /** Lines are items of a list. */
  readonly isList?: boolean;
}

const SOURCES = {
  primary: 'the configured source',
  last_good: 'fallback, the rows of the last successful load',
  file: 'fallback, a local file',
  input: 'given by hand',
} as const;

/** What, how far to trust it, why, how old, what to do, and what names it. `isRepeat`: an earlier attempt may have arrived. */
export function describeNotification(notification: Notification, { isRepeat = false }: { isRepeat?: boolean } = {}): Section[] {
  const { kind, changes, trust, data, anomalies, next, id, run_id, pipeline, channel } = notification;
  const sections: Section[] = [];
  if (isRepeat) sections.push({ heading: null, lines: ['This message may have reached you before: an earlier attempt was cut short.'] });
  if (kind === 'test') sections.push({ heading: null, lines: ['This is a test. Nothing has happened.'] });
  if (changes.length > 0)
    sections.push({ heading: 'What', lines: changes.map(({ severity, text }) => `${severity}: ${text}`), isList: true });
  if (trust) {
    sections.push({ heading: 'How far to trust it', lines: [`Trust level ${trust.level}. ${trust.meaning}`] });
    const reasons = trust.reasons.map(
      ({ message, evidence, level }) => `${message}${evidence ? ` [${evidence}]` : ''} (leaves at most ${level})`,
    );
    if (trust.more_reasons > 0) reasons.push(`and ${formatCount(trust.more_reasons, 'more reason')}`);
    sections.push({
      heading: 'Why',
      lines: reasons.length > 0 ? reasons : ['No reason against it was found.'],
      isList: reasons.length > 0,
    });
  }
  if (data)
    sections.push({
      heading: 'How old',
      lines: [describeAge(notification), `${formatCount(data.rows, 'row')}, source: ${SOURCES[data.source]}.`],
    });
  const rate = describeRate(notification);
  if (rate) sections.push({ heading: 'Anomaly rate', lines: [rate] });
  if (anomalies && anomalies.shown.length > 0) {
    const lines = anomalies.shown.map((anomaly) => describeAnomaly(anomaly, trust?.level ?? 'unknown'));
    if (anomalies.new > anomalies.shown.length) lines.push(`and ${formatNumber(anomalies.new - anomalies.shown.length)} more`);
    sections.push({ heading: 'New anomalies', lines, isList: true });
  }
  sections.push({ heading: 'Next', lines: [next] });
  const run = run_id === null ? '' : `, run ${run_id}`;
  sections.push({ heading: null, lines: [`Pipeline ${pipeline}${run}, channel ${channel}, notification ${id}.`] });
  return sections;
}

function describeAge({ data, as_of, created_at }: Notification): string {
  const at = as_of === null ? '' : ` (as of ${as_of})`;
  if (data?.max_event_time == null || data.age_seconds === null) return `The age of the data is unknown${at}.`;
  const age = data.age_seconds < 0 ? 'ahead of the clock' : `${formatDurationMs(data.age_seconds * 1000)} old`;
  return `The newest event is of ${data.max_event_time}, ${age} at ${created_at}${at}.`;
}

/** Never without its n, its interval and the trust level. */
function describeRate({ anomaly_rate: rate, expected_false_alarms: expected, trust }: Notification): string | undefined {
  if (!rate || !trust) return undefined;
  const [low, high] = rate.interval.map(formatShare);
  const alarms =
    expected === null
      ? 'Nothing is claimed of the number of false alarms.'
      : `Sound rows alone would give about ${formatNumber(expected)}.`;
  return (
    `${formatShare(rate.value)} (${formatNumber(rate.count)} of ${formatCount(rate.n, 'row')}; 95 % interval ${low} to ${high}) ` +
    `at trust level ${trust.level}. ${alarms}`
  );
}

function describeAnomaly({ rank, key, score, p_value, q_value, reasons }: NotifiedAnomaly, level: string): string {
  const name = Object.entries(key).map(([column, value]) => `${column} ${value ?? 'null'}`);
  const claims = [p_value === null ? '' : `, p ${p_value}`, q_value === null ? '' : `, q ${q_value}`].join('');
  const why = reasons.length > 0 ? `: ${reasons.join('; ')}` : '';
  return clip(`${rank}. ${name.join(', ')} (score ${Number(score.toPrecision(4))}${claims}, ${level})${why}`, 600);
}
