import type { Segment } from '../snapshot/segment-snapshot.ts';

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
  if (anomalies.high && anomalies.rate) odd.push(`anomalies: ${percent(anomalies.rate.value)} of ${anomalies.rate.n} rows`);
  if (state === 'new') odd.push(`new: ${rows.in} rows, none in the reference`);
  return [...describeQuality(segment), ...describeDrift(segment), ...odd];
}

export function describeQuality({ quality }: Segment): string[] {
  return quality.failed.map(({ check, failed, allowed, status }) => {
    const shares = `${percent(failed.value)} of ${failed.n} rows, ${percent(allowed)} allowed`;
    return `${status === 'warn' ? 'warns' : 'fails'} ${check}: ${shares}`;
  });
}

export function describeDrift({ state, rows, drift }: Segment): string[] {
  const what = state === 'missing' ? [`missing: ${rows.in} rows, about ${Math.round(rows.expected ?? 0)} expected`] : [];
  const [worst] = drift.drifted;
  if (!worst) return what;
  const features = drift.drifted.map(({ feature }) => feature).join(', ');
  return [...what, `drift ${drift.verdict}: ${features}${worst.reasons[0] ? ` (${worst.reasons[0]})` : ''}`];
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
