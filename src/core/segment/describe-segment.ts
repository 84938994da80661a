import { formatCount, formatInterval, formatNamedProbability, formatPercent, formatRows, formatShareOfRows } from '../profile/wording.ts';
import type { Segment } from '../snapshot/segment-snapshot.ts';

/** Of one segment's drifted features. */
const FEATURES_NAMED = 3;

/** `carrier=AA`; `origin=ORD, destination=(null)` */
export function nameSegment({ key }: Pick<Segment, 'key'>): string {
  return Object.entries(key)
    .map(([column, value]) => `${column}=${value ?? '(null)'}`)
    .join(', ');
}

/** What is wrong with a segment or odd about it, in a few words each; empty where nothing is. */
export function describeSegment(segment: Segment): string[] {
  const { state, rows, anomalies } = segment;
  const odd: string[] = [];
  if (anomalies.high && anomalies.rate) odd.push(`anomalies: ${formatShareOfRows(anomalies.rate)}`);
  if (state === 'new') odd.push(`new: ${formatRows(rows.in)}, none in the reference`);
  return [...describeQuality(segment), ...describeDrift(segment), ...odd];
}

export function describeQuality({ quality }: Segment): string[] {
  return quality.failed.map(({ check, failed, allowed, status }) => {
    const shares = `${formatShareOfRows(failed)}, ${formatPercent(allowed)} allowed`;
    return `${status === 'warn' ? 'warns' : 'fails'} ${check}: ${shares}`;
  });
}

export function describeDrift({ state, rows, drift }: Segment): string[] {
  const what = state === 'missing' ? [describeMissing(rows)] : [];
  if (drift.drifted.length === 0) return what;
  const named = drift.drifted.slice(0, FEATURES_NAMED).map(describeFeature).join(', ');
  const more = drift.drifted.length - FEATURES_NAMED;
  return [...what, `drift ${drift.verdict}: ${named}${more > 0 ? ` and ${more} more` : ''}`];
}

function describeMissing({ in: rows, expected, q_missing: q }: Segment['rows']): string {
  const chance = q === null || q === undefined ? '' : ` (${formatNamedProbability('q', q)})`;
  return `missing: ${formatRows(rows)}, about ${formatCount(Math.round(expected ?? 0))} expected${chance}`;
}

/** With its worst reason, its interval, how many values that rests on, and how little chance explains it. */
function describeFeature({ feature, reasons, effect, interval, n_cur: n, q }: Segment['drift']['drifted'][number]): string {
  const [reason] = reasons;
  if (reason === undefined) return feature;
  const isShare = effect === 'null_share' || effect === 'outside_share';
  const grounds = [reason];
  if (interval)
    grounds.push(isShare ? formatInterval(interval) : `95 % interval ${interval.map((end) => Number(end.toPrecision(3))).join(' to ')}`);
  if (n !== undefined) grounds.push(`n = ${formatCount(n)}`);
  if (q !== null) grounds.push(formatNamedProbability('q', q));
  return `${feature} (${grounds.join(', ')})`;
}
