import type { SegmentsVerdict } from '../snapshot/parts.ts';
import type { Segment, SegmentSnapshot } from '../snapshot/segment-snapshot.ts';
import { describeDrift, describeQuality, nameSegment } from './describe-segment.ts';

/** In the evidence of one reason. */
const NAMED = 3;

const failsCheck = ({ quality }: Segment) => quality.status === 'fail' || quality.status === 'warn';
const hasDrifted = ({ drift, state }: Segment) => drift.verdict === 'severe' || state === 'missing';

/** The worst of all segments. Moderate drift, new segments and many anomalies are said, and change nothing. */
export function weighSegments(snapshot: SegmentSnapshot): SegmentsVerdict {
  const isUnknown = snapshot.segmentations.some(({ why_unavailable, why_no_drift }) => (why_unavailable ?? why_no_drift) !== null);
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
  const lacks = segmentations.flatMap(({ columns, why_unavailable, why_no_drift }) => {
    const why = why_unavailable ?? why_no_drift;
    return why === null ? [] : [`${columns.join(', ')}: ${why_unavailable === null ? 'drift not judged' : 'not judged'}, ${why}`];
  });
  return { segment_quality: text, segment_drift: text, segments_unknown: lacks.join('; ') };
}
