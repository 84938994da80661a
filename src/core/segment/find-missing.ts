import { adjustBenjaminiHochberg } from '../drift/measures/benjamini-hochberg.ts';
import { testTwoShares } from '../drift/measures/two-by-two.ts';

export interface SegmentRows {
  readonly reference: number;
  readonly current: number;
}

export interface MissingVerdict {
  readonly missing: boolean;
  /** Null where too few rows were expected to tell. */
  readonly q: number | null;
}

/** Level of Benjamini-Hochberg over the segments. */
const LEVEL = 0.005;
/** At most this share of the expected rows: the segment is as good as gone, and not merely smaller. */
const LEFT = 0.05;

/** The rows that a segment would have if it kept its share of the reference. */
export function expectedRows(reference: number, referenceTotal: number, currentTotal: number): number {
  return referenceTotal > 0 ? (currentTotal * reference) / referenceTotal : 0;
}

/**
 * Which segments have vanished: `minRows` or more were expected by their share of the reference, hardly any came, and chance does
 * not explain it (exact test of two shares, adjusted over the segments). Rows come in clusters, so the p-values are too small;
 * a twentieth of what was expected is far beyond what clusters do.
 */
export function findMissing(segments: readonly SegmentRows[], total: SegmentRows, minRows: number): MissingVerdict[] {
  const expected = segments.map(({ reference }) => expectedRows(reference, total.reference, total.current));
  const ps = segments.map(({ reference, current }, index) =>
    expected[index] < minRows ? null : (testTwoShares(reference, total.reference, current, total.current)?.p ?? null),
  );
  const qs = adjustBenjaminiHochberg(ps);
  return segments.map(({ current }, index) => {
    const q = qs[index] ?? null;
    return { missing: q !== null && q < LEVEL && current <= LEFT * expected[index], q };
  });
}
