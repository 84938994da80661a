import type { Segment, SegmentSnapshot } from '../snapshot/segment-snapshot.ts';
import { describeDrift, describeQuality, nameSegment } from './describe-segment.ts';

/** What the segments of a run do to its trust. */
export interface SegmentWeight {
  readonly drift: 'none' | 'drifted' | 'unknown';
  readonly quality: 'pass' | 'failed' | 'unknown';
}

/** In the evidence of one reason. */
const NAMED = 3;

const failsCheck = ({ quality }: Segment) => quality.status === 'fail' || quality.status === 'warn';
const hasDrifted = ({ drift, state }: Segment) => drift.verdict === 'severe' || state === 'missing';

/** Moderate drift, new segments and many anomalies are said, and change nothing. */
export function weighSegments({ segmentations }: SegmentSnapshot): SegmentWeight {
  return {
    drift: segmentations.some(({ drift, missing }) => drift.severe > 0 || missing > 0)
      ? 'drifted'
      : segmentations.some(({ why_no_drift }) => why_no_drift !== null)
        ? 'unknown'
        : 'none',
    quality: segmentations.some(({ quality }) => quality.failed + quality.warned > 0)
      ? 'failed'
      : segmentations.some(({ why_unavailable }) => why_unavailable !== null)
        ? 'unknown'
        : 'pass',
  };
}

/** The evidence of each rung of the ladder: the worst segments by name. */
export function describeWorst({ segmentations }: SegmentSnapshot): Record<string, string> {
  const worst = segmentations.flatMap((each) => each.worst);
  const lacks = segmentations.flatMap(({ columns, why_unavailable, why_no_drift }) => {
    const why = why_unavailable ?? why_no_drift;
    return why === null ? [] : [`${columns.join(', ')}: ${why}`];
  });
  return {
    segment_quality: listWorst(worst.filter(failsCheck), describeQuality),
    segment_drift: listWorst(worst.filter(hasDrifted), describeDrift),
    segments_unknown: lacks.join('; '),
  };
}

function listWorst(segments: readonly Segment[], describe: (segment: Segment) => string[]): string {
  const named = segments.slice(0, NAMED).map((segment) => `${nameSegment(segment)}: ${describe(segment).join(', ')}`);
  return named.join('; ') + (segments.length > NAMED ? `; and ${segments.length - NAMED} more` : '');
}
