import type { ColumnLook } from '../look/table-look.ts';
import { sayNumber } from '../say.ts';

/** A lone value so far from the next one, as a share of what the others span, may be an error. */
const FAR = 0.5;
/** Nearer, where it alone is negative: such bounds let in what cannot be. */
const FAR_OF_OTHER_SIGN = 0.1;

/** `; the lowest stands far from the others (-25, then 0)`, or nothing. */
export function describeLone({ sample, min, max }: ColumnLook): string {
  if (min === null || max === null) return '';
  const values = sample.filter((value) => !Number.isNaN(value)).sort();
  // The sample may well lack an extreme: it is lone then, too, as far as anybody can tell.
  const [isLow, isHigh] = [min, max].map((extreme) => values.filter((value) => value === extreme).length <= 1);
  const rest = values.filter((value) => !(isLow && value === min) && !(isHigh && value === max));
  if (rest.length < 3) return '';
  const [low, high] = [rest[0], rest[rest.length - 1]];
  const isFar = (gap: number, turnsSign: boolean) => high > low && gap > (turnsSign ? FAR_OF_OTHER_SIGN : FAR) * (high - low);
  const found = [
    ...(isLow && isFar(low - min, min < 0 && low >= 0)
      ? [`the lowest stands far from the others (${sayNumber(min)}, then ${sayNumber(low)})`]
      : []),
    ...(isHigh && isFar(max - high, max > 0 && high <= 0)
      ? [`the highest stands far from the others (${sayNumber(max)}, then ${sayNumber(high)})`]
      : []),
  ];
  return found.length === 0 ? '' : `; ${found.join(' and ')}: bound it closer if that is an error`;
}
