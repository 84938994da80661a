import { formatDurationMs } from '../../../config/durations.ts';
import { parseInstantMs } from '../../view/age.ts';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const six = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });
const four = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });

/** Integers in full, other numbers to four digits, the very small and very large with an exponent. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return whole.format(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e9) ? value.toExponential(2) : four.format(value);
}

/**
 * A score or its threshold, to six digits and never rounded up: who asks for rows from the score that is shown finds its row, and a score
 * below the threshold is never shown above it.
 */
export function formatScore(score: number): string {
  if (!Number.isFinite(score) || Number.isInteger(score)) return formatNumber(score);
  const near = Number(score.toPrecision(6));
  const size = Math.abs(score);
  const below = near > score ? Number((near - 10 ** (Math.floor(Math.log10(size)) - 5)).toPrecision(6)) : near;
  return size < 1e-3 || size >= 1e9 ? String(Number(below.toExponential(5))) : six.format(below);
}

/** .0123 → `1.23 %`; never all or none where it is not. */
export function formatShare(share: number): string {
  const percent = share * 100;
  const size = Math.abs(percent);
  if (size > 0 && size < 1e-4) return `${percent.toExponential(1)} %`;
  let digits = size === 0 || size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
  if (percent < 100) {
    if (percent > 99.999999) return '> 99.999999 %';
    while (Number(percent.toFixed(digits)) >= 100) digits++;
  }
  return `${percent.toFixed(digits)} %`;
}

/** ISO 8601 → `2026-03-01 06:00:00 UTC`; what is no instant stays as it is. */
export function formatInstant(text: string): string {
  const ms = parseInstantMs(text);
  return ms === null ? text : `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `1 row`, `2,000 rows`. */
export function formatCount(count: number, noun: string): string {
  return `${whole.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A p- or q-value; 0 is one that no double holds. */
export function formatP(p: number): string {
  return p === 0 ? '< 1e-300' : formatNumber(p);
}

/** Seconds → `2h 3m`. */
export function formatDuration(seconds: number): string {
  return formatDurationMs(seconds * 1000);
}
