import type { SegmentSummary } from '../../core/snapshot/segment-snapshot.ts';
import { layOutLine } from '../terminal/lay-out.ts';
import { PAPER, type Screen } from '../terminal/screen.ts';
import { formatCount } from './format.ts';

/** As lines of their own, below a report. */
export function renderSegments(summaries: readonly SegmentSummary[], screen: Screen = PAPER): string[] {
  return describeSegments(summaries).flatMap((line) => layOutLine(line, screen));
}

/** One line a segmentation, then its worst segments: `1 of 50 drifted, 0 failing a check: carrier=AA (drift severe: dep_delay)`. */
export function describeSegments(summaries: readonly SegmentSummary[]): string[] {
  return summaries.flatMap((summary) => [
    describe(summary),
    ...summary.worst.map(({ segment, what }) => `- ${segment}: ${what.join('; ')}`),
  ]);
}

function describe(summary: SegmentSummary): string {
  const { columns, segments, small, failed, missing, anomalous, why_unavailable, ...rest } = summary;
  const by = columns.join(', ');
  if (why_unavailable !== null) return `${by}: not judged, ${why_unavailable}`;
  const parts = [`${describeDrift(summary)}${formatCount(failed)} failing a check`];
  if (missing > 0) parts.push(`${missing} missing`);
  if (rest.new > 0) parts.push(`${formatCount(rest.new)}${rest.new_more ? ' and more' : ''} new`);
  if (anomalous > 0) parts.push(`${anomalous} with many anomalies`);
  if (small > 0) parts.push(`${formatCount(small)} too small to tell`);
  if (rest.other_rows) parts.push(`${formatCount(rest.other_rows)} rows in __other__`);
  const unjudged = whyUnjudged(summary);
  return `${by}: ${parts.join(', ')}${unjudged === undefined ? '' : `; drift not judged: ${unjudged}`}`;
}

/** Of the segments that have a verdict on drift; without any, of how many the rest of the line speaks. */
function describeDrift(summary: SegmentSummary): string {
  const { segments, drifted, drift_tested: tested = segments } = summary;
  if (whyUnjudged(summary) !== undefined) return `${formatCount(segments)} segments, `;
  return `${formatCount(drifted)} of ${formatCount(tested)} drifted, `;
}

function whyUnjudged({ drift_tested: tested, segments, why_no_drift }: SegmentSummary): string | undefined {
  if (why_no_drift) return why_no_drift;
  return tested === 0 && segments > 0 ? 'no segment has enough rows, here and in the reference' : undefined;
}
