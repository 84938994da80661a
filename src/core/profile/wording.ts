import type { Rate } from '../snapshot/parts.ts';

/** `4000` → `4,000`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 row`, `4,000 rows`. */
export function formatRows(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'row' : 'rows'}`;
}

/** Three digits that matter, and never rounded to all: `23.5 %`, `0.0412 %`, `> 99.9 %`. */
export function formatPercent(share: number): string {
  const rounded = Number((share * 100).toPrecision(3));
  return rounded >= 100 && share < 1 ? '> 99.9 %' : `${rounded} %`;
}

/** `95 % interval 15.6 % to 33.8 %` */
export function formatInterval([low, high]: readonly [number, number]): string {
  return `95 % interval ${formatPercent(low)} to ${formatPercent(high)}`;
}

/** `23.5 % of 81 rows (95 % interval 15.6 % to 33.8 %)` */
export function formatShareOfRows({ value, n, interval }: Pick<Rate, 'value' | 'n' | 'interval'>): string {
  return `${formatPercent(value)} of ${formatRows(n)} (${formatInterval(interval)})`;
}

/** A p-value or q-value is never nothing: `0.031`, `1.4e-12`, and `< 1e-300` where a double cannot hold it. */
export function formatProbability(p: number): string {
  if (p < 1e-300) return '< 1e-300';
  return p < 0.001 ? p.toExponential(1) : p.toFixed(3);
}

/** `p = 0.031`, `q < 1e-300` */
export function formatNamedProbability(name: 'p' | 'q', p: number): string {
  const text = formatProbability(p);
  return text.startsWith('<') ? `${name} ${text}` : `${name} = ${text}`;
}
