import type { Rate } from '../snapshot/parts.ts';
import { wilsonInterval } from './wilson.ts';

/** A share with its n and its 95 % interval: no rate goes into an artifact without them. */
export function toRate(count: number, n: number): Rate {
  const { low, high } = wilsonInterval(count, n);
  return { value: n > 0 ? count / n : 0, count, n, interval: [low, high] };
}
