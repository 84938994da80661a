import { formatNumber, formatShare } from '../parts/format.ts';
import { type Html, html } from '../parts/html.ts';

const WIDTH = 320;
const HEIGHT = 72;

/**
 * The current shares (filled) and over them those of the reference (outlined), in the same bins. Shares, not counts: the two have
 * different numbers of rows. Null when there is nothing to draw.
 */
export function drawBars(options: {
  label: string;
  bins: readonly string[];
  reference: readonly number[];
  current: readonly number[];
  /** Each bin tells its figures under the pointer; without, the picture is two paths and small. */
  titles: boolean;
}): Html | null {
  const { label, bins, titles } = options;
  const reference = toShares(options.reference);
  const current = toShares(options.current);
  const highest = Math.max(...reference, ...current, 0);
  if (bins.length === 0 || highest === 0) return null;
  const step = WIDTH / bins.length;
  const gap = Math.min(2, step / 8);
  const y = (share = 0) => round(HEIGHT - (share / highest) * (HEIGHT - 4));
  const filled = current
    .map((share, index) =>
      share > 0 ? `M${round(index * step + gap)} ${HEIGHT}V${y(share)}H${round((index + 1) * step - gap)}V${HEIGHT}z` : '',
    )
    .join('');
  const outlined = reference
    .map((share, index) => `${index === 0 ? `M0 ${y(share)}` : `V${y(share)}`}H${round((index + 1) * step)}`)
    .join('');
  return html`<svg class="bars" viewBox="0 0 ${WIDTH} ${HEIGHT + 1}" preserveAspectRatio="none" role="img" aria-label="${label}"><path class="current" d="${filled}"/><path class="outline" d="${outlined}"/><path class="axis" d="M0 ${HEIGHT}.5H${WIDTH}"/>${
    titles &&
    bins.map(
      (name, index) =>
        html`<rect class="slot" x="${round(index * step)}" y="0" width="${round(step)}" height="${HEIGHT}"><title>${name}: reference ${percent(reference[index])}, now ${percent(current[index])}</title></rect>`,
    )
  }</svg>`;
}

/** The same figures as a table: what the picture says, for those who cannot see it. */
export function renderBins(options: {
  name: string;
  bins: readonly string[];
  reference: readonly number[];
  current: readonly number[];
}): Html {
  const reference = toShares(options.reference);
  const current = toShares(options.current);
  const cell = (share: number | undefined, count = 0) =>
    html`<td class="number">${percent(share)} <small>${formatNumber(count)}</small></td>`;
  return html`<table class="bins"><caption class="unseen">Bins of ${options.name}</caption><thead><tr><th scope="col">Bin</th><th scope="col" class="number">Reference</th><th scope="col" class="number">Now</th></tr></thead><tbody>${options.bins.map(
    (bin, index) =>
      html`<tr><th scope="row"><bdi>${bin}</bdi></th>${cell(reference[index], options.reference[index])}${cell(current[index], options.current[index])}</tr>`,
  )}</tbody></table>`;
}

export function toShares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

export function percent(share: number | undefined): string {
  return formatShare(share ?? 0);
}
