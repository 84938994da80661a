import type { TimelineRun } from '../../../artifacts/read-timeline.ts';
import { formatCount, formatInstant, formatNumber, formatShare } from '../parts/format.ts';
import { plainDatum } from '../parts/plain-datum.ts';

/** All that the time lines say of a run, for its title and for who cannot see them. */
export function describeRun(run: TimelineRun): string {
  const when = run.finished_at === null ? 'time unknown' : formatInstant(run.finished_at);
  if (run.data === 'damaged') return `${when}: damaged: ${plainDatum(run.problems[0] ?? 'not told')}`;
  const { trust_level, reason, anomaly_rate: rate, quality, drift, source_used } = run;
  const reasons = reason ? ` (${plainDatum(reason.message)})` : '';
  const fallback = source_used === 'last_good' || source_used === 'file' ? '; fallback data' : '';
  return `${when}: ${trust_level}${reasons}; ${rate === null ? 'nothing scored' : `anomaly rate ${describeRate(rate)}`}; ${describeQuality(quality)}; ${describeDrift(drift)}${fallback}`;
}

export function describeRate({ value, interval: [low, high], count, n }: NonNullable<TimelineRun['anomaly_rate']>): string {
  return `${formatShare(value)} (95 % interval ${formatShare(low)} to ${formatShare(high)}; ${formatNumber(count)} of ${formatCount(n, 'row')})`;
}

export function describeQuality(quality: TimelineRun['quality']): string {
  if (quality === null) return 'quality unknown';
  const { flag, failed, errored, warned, passed } = quality;
  return `quality ${flag} (${[
    [failed, 'failed'],
    [errored, 'not computed'],
    [warned, 'warned'],
    [passed, 'passed'],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ')})`.replace(' ()', '');
}

export function describeDrift(drift: TimelineRun['drift']): string {
  if (drift === null) return 'drift unknown';
  return `drift ${drift.flag} (${drift.drifted} of ${formatCount(drift.tested, 'feature')} drifted)`;
}
