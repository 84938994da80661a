import { formatCount } from '../profile/wording.ts';
import type { SegmentsVerdict } from '../snapshot/parts.ts';
import type { Segment, Segmentation, SegmentSnapshot } from '../snapshot/segment-snapshot.ts';
import { describeDrift, describeQuality, nameSegment } from './describe-segment.ts';

/** With less than this share of the rows in segments that could be tested, nothing is known of the segments. */
const LEAST_TESTED = 0.5;
/** In the evidence of one reason. */
const NAMED = 3;

const failsCheck = ({ quality }: Segment) => quality.status === 'fail' || quality.status === 'warn';
const hasDrifted = ({ drift, state }: Segment) => drift.verdict === 'severe' || state === 'missing';

/** The worst of all segments. Moderate drift, new segments and many anomalies are said, and change nothing. */
export function weighSegments(snapshot: SegmentSnapshot): SegmentsVerdict {
  const isUnknown = snapshot.segmentations.some((each) => describeLack(each) !== undefined);
  if (failsInSegments(snapshot)) return isUnknown ? 'failed_unknown' : 'failed';
  if (driftsInSegments(snapshot)) return isUnknown ? 'drifted_unknown' : 'drifted';
  return isUnknown ? 'unknown' : 'sound';
}

/** Whether a segment fails a check of any severity. */
export function failsInSegments({ segmentations }: SegmentSnapshot): boolean {
  return segmentations.some(({ quality }) => quality.failed + quality.warned > 0);
}

/** Whether a segment has drifted severely or is missing. */
export function driftsInSegments({ segmentations }: SegmentSnapshot): boolean {
  return segmentations.some(({ drift, missing }) => drift.severe > 0 || missing > 0);
}

/** The evidence of each reason: the worst segments by name. */
export function describeWorst({ segmentations }: SegmentSnapshot): Record<string, string> {
  const worst = segmentations.flatMap((each) => each.worst).filter((segment) => failsCheck(segment) || hasDrifted(segment));
  const named = worst
    .slice(0, NAMED)
    .map((segment) => `${nameSegment(segment)}: ${[...describeQuality(segment), ...describeDrift(segment)].join(', ')}`);
  const text = named.join('; ') + (worst.length > NAMED ? `; and ${worst.length - NAMED} more` : '');
  const lacks = segmentations.flatMap((each) => {
    const lack = describeLack(each);
    return lack === undefined ? [] : [`${each.columns.join(', ')}: ${lack}`];
  });
  return { segment_quality: text, segment_drift: text, segments_unknown: lacks.join('; ') };
}

/** Why the segments cannot be said to be sound: nothing is known of them, or of too many of their rows. */
export function describeLack({ why_unavailable, why_no_drift, rows = 0, drift }: Segmentation): string | undefined {
  if (why_unavailable !== null) return `not judged, ${why_unavailable}`;
  if (why_no_drift !== null) return `drift not judged, ${why_no_drift}`;
  const tested = drift.rows ?? 0;
  if (tested >= LEAST_TESTED * rows) return undefined;
  return `drift judged for ${formatCount(tested)} of ${formatCount(rows)} rows only; the others are new, or in segments with too few rows`;
}
