export { formatCount, formatRows } from '../profile/wording.ts';

/** `k` of `n` as a percentage that never rounds to none or all: `0.3 %`, `> 99.9 %`. */
export function formatShare(k: number, n: number): string {
  if (n === 0 || k === 0) return '0 %';
  if (k === n) return '100 %';
  const percent = (100 * k) / n;
  if (percent > 99.9) return '> 99.9 %';
  return `${Number(percent >= 10 ? percent.toFixed(1) : percent.toPrecision(2))} %`;
}

/** A share from the config as it was meant: `0.07` → `7 %`. */
export function formatLimit(share: number): string {
  return `${Number((share * 100).toPrecision(12))} %`;
}
