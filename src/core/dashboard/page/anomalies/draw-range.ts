import type { NumericRange } from '../../../snapshot/reference-range.ts';
import { formatNumber } from '../parts/format.ts';
import { type Html, html } from '../parts/html.ts';

const WIDTH = 120;
const HEIGHT = 16;
/** Room at both ends for a value beyond the reference. */
const MARGIN = 14;

/**
 * A line from the lowest to the highest reference value, thick from p05 to p95, a tick at the median, and the value as a diamond; beyond the
 * reference it is an arrow at the end. Null where there is no range.
 */
export function drawRange(value: number, { low, p05, median, p95, high }: NumericRange): Html | null {
  if (low === null || high === null) return null;
  const span = high - low;
  const at = (x: number) => Math.round(10 * (MARGIN + (span > 0 ? (x - low) / span : 0.5) * (WIDTH - 2 * MARGIN))) / 10;
  const [left, right] = [at(p05 ?? low), at(p95 ?? high)];
  const label = `value ${formatNumber(value)} on the reference from ${formatNumber(low)} to ${formatNumber(high)}`;
  return html`<svg class="range" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}"><path class="all" d="M${at(low)} 8H${at(high)}"/><rect class="central" x="${left}" y="5" width="${Math.max(1, Math.round(10 * (right - left)) / 10)}" height="6"/>${
    median !== null && html`<path class="median" d="M${at(median)} 2v12"/>`
  }<path class="value" d="${markAt(value, at, low, high)}"/></svg>`;
}

function markAt(value: number, at: (x: number) => number, low: number, high: number): string {
  if (value < low) return 'M9 3L2 8L9 13Z';
  if (value > high) return `M${WIDTH - 9} 3L${WIDTH - 2} 8L${WIDTH - 9} 13Z`;
  return `M${at(value)} 3l5 5l-5 5l-5 -5Z`;
}
