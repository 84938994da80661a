import type { Segment, Segmentation, SegmentSnapshot, SegmentSummary } from '../snapshot/segment-snapshot.ts';
import { describeSegment, nameSegment } from './describe-segment.ts';
import { judgeSegments, type SegmentRules } from './judge-segments.ts';
import type { SegmentCounts } from './segment-counts.ts';

/** One segmentation of a batch: its counts, or why there are none. */
export interface CountedSegmentation {
  readonly columns: readonly string[];
  readonly counts?: SegmentCounts;
  readonly whyUnavailable?: string;
  readonly whyNoDrift?: string;
}

/** However many segments there are, an artifact and a trust block list so many. */
const LISTED = 50;
const SUMMARISED = 5;

/** What was found in the segments of a batch. Depends on integer counts alone. */
export function buildSegmentSnapshot(
  envelope: Pick<SegmentSnapshot, 'pipeline' | 'run_id' | 'as_of'>,
  segmentations: readonly CountedSegmentation[],
  rules: SegmentRules,
): SegmentSnapshot {
  return {
    schema: 'oads/segment_snapshot/v1',
    ...envelope,
    min_rows: rules.minRows,
    segmentations: segmentations.map((each) => buildSegmentation(each, rules)),
  };
}

export function summariseSegments({ segmentations }: SegmentSnapshot): SegmentSummary[] {
  return segmentations.map(
    ({ columns, why_unavailable, why_no_drift, segments, small, drift, quality, anomalies, missing, worst, ...rest }) => ({
      columns,
      segments,
      small,
      drifted: drift.moderate + drift.severe,
      failed: quality.warned + quality.failed,
      new: rest.new.segments,
      new_more: rest.new.more,
      other_rows: rest.other.rows,
      missing,
      anomalous: anomalies.high,
      why_unavailable,
      why_no_drift,
      drift_tested: drift.tested,
      worst: worst
        .map((segment) => ({ segment: nameSegment(segment), what: describeSegment(segment) }))
        .filter(({ what }) => what.length > 0)
        .slice(0, SUMMARISED),
    }),
  );
}

function buildSegmentation({ columns, counts, whyUnavailable, whyNoDrift }: CountedSegmentation, rules: SegmentRules): Segmentation {
  const judged = counts ? judgeSegments(counts, rules) : [];
  const seen = judged.filter(({ rows, state }) => rows.in > 0 || state === 'missing');
  const { slots } = counts?.tally ?? {};
  const rowsIn = (slot: number | undefined) => (counts && slot !== undefined ? counts.tally.of(slot).rows : 0);
  const rest = rowsIn(slots?.rest);
  const news = seen.filter(({ state }) => state === 'new');
  const isReferenced = counts?.reference !== undefined;
  const howMany = (matches: (segment: Segment) => boolean) => seen.filter(matches).length;
  return {
    columns: [...columns],
    why_unavailable: whyUnavailable ?? null,
    why_no_drift: whyNoDrift ?? null,
    segments: howMany(({ rows, state }) => rows.in > 0 && state !== 'other'),
    rows: counts ? counts.tally.total().rows : 0,
    small: howMany(({ rows, state }) => state !== 'missing' && rows.in < rules.minRows),
    drift: {
      tested: howMany(isTested),
      moderate: howMany(({ drift }) => drift.verdict === 'moderate'),
      severe: howMany(({ drift }) => drift.verdict === 'severe'),
      rows: seen.filter(isTested).reduce((sum, { rows }) => sum + rows.in, 0),
    },
    quality: {
      tested: howMany(({ quality }) => quality.status !== 'insufficient'),
      warned: howMany(({ quality }) => quality.status === 'warn'),
      failed: howMany(({ quality }) => quality.status === 'fail'),
    },
    anomalies: { high: howMany(({ anomalies }) => anomalies.high) },
    new: {
      segments: news.length,
      rows: news.reduce((sum, { rows }) => sum + rows.in, isReferenced ? rest : 0),
      more: isReferenced && rest > 0,
    },
    missing: howMany(({ state }) => state === 'missing'),
    other: { rows: rowsIn(slots?.other) + (isReferenced ? 0 : rest) },
    worst: [...seen].sort(byBadness).slice(0, LISTED),
  };
}

const isTested = ({ drift }: Segment) => ['none', 'moderate', 'severe'].includes(drift.verdict);

function byBadness(a: Segment, b: Segment): number {
  return badnessOf(b) - badnessOf(a) || leastQ(a) - leastQ(b) || b.rows.in - a.rows.in || (nameSegment(a) < nameSegment(b) ? -1 : 1);
}

/** What cannot be trusted comes before what is odd. */
function badnessOf({ state, drift, quality, anomalies }: Segment): number {
  const parts = [
    state === 'missing' ? 8 : 0,
    quality.status === 'fail' ? 8 : quality.status === 'warn' ? 3 : 0,
    drift.verdict === 'severe' ? 8 : drift.verdict === 'moderate' ? 3 : 0,
    anomalies.high ? 2 : 0,
    state === 'new' ? 1 : 0,
  ];
  return Math.max(...parts) * 100 + parts.reduce((sum, part) => sum + part, 0);
}

function leastQ({ drift, quality, anomalies }: Segment): number {
  return Math.min(1, ...[...drift.drifted, ...quality.failed, anomalies].map(({ q }) => q ?? 1));
}
