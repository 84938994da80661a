import { wordsOf } from './read-name.ts';

/** Bounds beyond what was seen, to two digits; undefined where there are none to say. */
export function boundRange(name: string, seenMin: number, seenMax: number): { min: number; max: number; why: string } | undefined {
  const words = wordsOf(name);
  const coordinate = words.some((word) => /^lat(itude)?$/.test(word))
    ? 90
    : words.some((word) => /^(lon|lng|long|longitude)$/.test(word))
      ? 180
      : 0;
  if (coordinate > 0 && seenMin >= -coordinate && seenMax <= coordinate)
    return { min: -coordinate, max: coordinate, why: 'and no coordinate lies beyond' };
  const span = seenMax - seenMin;
  if (!Number.isFinite(span) || Math.abs(seenMin) > 1e15 || Math.abs(seenMax) > 1e15) return undefined;
  const unit = 10 ** (Math.floor(Math.log10(span)) - 1);
  // What was never negative is mostly of a kind that cannot be.
  const min = seenMin >= 0 && seenMin < span ? 0 : clean(Math.floor((seenMin - span / 2) / unit) * unit);
  const max = seenMax <= 0 && -seenMax < span ? 0 : clean(Math.ceil((seenMax + span / 2) / unit) * unit);
  const why =
    min === 0 && seenMin >= 0
      ? 'never negative; half of that span added above'
      : max === 0 && seenMax <= 0
        ? 'never positive; half of that span added below'
        : 'half of that span added on both sides';
  return min <= seenMin && max >= seenMax ? { min, max, why } : undefined;
}

/** Without the dust of floating point: `0.30000000000000004` → `0.3`. */
function clean(value: number): number {
  return Number(value.toPrecision(12));
}
