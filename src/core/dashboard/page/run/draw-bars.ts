import { type Html, html } from '../parts/html.ts';

const WIDTH = 320;
const HEIGHT = 84;

/**
 * Reference (outlined) and current (filled) shares of the same bins, side by side. Shares, not counts: the two have
 * different numbers of rows. Null when there is nothing to draw.
 */
export function drawBars(options: {
  label: string;
  bins: readonly string[];
  reference: readonly number[];
  current: readonly number[];
}): Html | null {
  const { label, bins } = options;
  const reference = toShares(options.reference);
  const current = toShares(options.current);
  const highest = Math.max(...reference, ...current, 0);
  if (bins.length === 0 || highest === 0) return null;
  const step = WIDTH / bins.length;
  const bar = (kind: string, index: number, share: number, left: number) => {
    const height = (share / highest) * (HEIGHT - 4);
    return html`<rect class="${kind}" x="${round(index * step + left * step)}" y="${round(HEIGHT - height)}" width="${round(step * 0.4)}" height="${round(height)}"/>`;
  };
  return html`<svg class="bars" viewBox="0 0 ${WIDTH} ${HEIGHT + 1}" role="img" aria-label="${label}">${bins.map(
    (name, index) => html`<g><title>${name}: reference ${percent(reference[index])}, now ${percent(current[index])}</title>
<rect class="slot" x="${round(index * step)}" y="0" width="${round(step)}" height="${HEIGHT}"/>
${bar('reference', index, reference[index] ?? 0, 0.08)}${bar('current', index, current[index] ?? 0, 0.52)}</g>`,
  )}<path class="axis" d="M0 ${HEIGHT}.5H${WIDTH}"/></svg>`;
}

export function toShares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

export function percent(share: number | undefined): string {
  return `${((share ?? 0) * 100).toFixed(1)} %`;
}
