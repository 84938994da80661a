import type { SegmentSummary } from '../../core/snapshot/segment-snapshot.ts';
import { formatCount } from './format.ts';

/** One line a segmentation, then its worst segments: `1 of 50 drifted, 0 failing a check: carrier=AA (drift severe: dep_delay)`. */
export function renderSegments(summaries: readonly SegmentSummary[]): string[] {
  return summaries.flatMap((summary) => [
    describe(summary),
    ...summary.worst.map(({ segment, what }) => `- ${segment}: ${what.join('; ')}`),
  ]);
}

function describe({ columns, segments, small, drifted, failed, missing, anomalous, why_unavailable, ...rest }: SegmentSummary): string {
  const by = columns.join(', ');
  if (why_unavailable !== null) return `${by}: not judged, ${why_unavailable}`;
  const parts = [`${drifted} of ${formatCount(segments)} drifted`, `${failed} failing a check`];
  if (missing > 0) parts.push(`${missing} missing`);
  if (rest.new > 0) parts.push(`${formatCount(rest.new)} new`);
  if (anomalous > 0) parts.push(`${anomalous} with many anomalies`);
  if (small > 0) parts.push(`${formatCount(small)} too small to tell`);
  return `${by}: ${parts.join(', ')}`;
}
