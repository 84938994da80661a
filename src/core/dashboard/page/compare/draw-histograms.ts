import { type Html, html } from '../parts/html.ts';
import { percent, round, toShares } from '../run/draw-bars.ts';

const WIDTH = 320;
const HEIGHT = 84;

/** The shares of both runs in the same bins over each other: this run filled, the other as an outline. */
export function drawHistograms(options: {
  label: string;
  bins: readonly string[];
  run: readonly number[];
  other: readonly number[];
}): Html | null {
  const { label, bins } = options;
  const [run, other] = [toShares(options.run), toShares(options.other)];
  const highest = Math.max(...run, ...other, 0);
  if (highest === 0) return null;
  const step = WIDTH / bins.length;
  const top = (share: number) => round(HEIGHT - (share / highest) * (HEIGHT - 4));
  const outline = other
    .map((share, index) => `${index === 0 ? 'M' : 'L'}${round(index * step)} ${top(share)}H${round((index + 1) * step)}`)
    .join('');
  return html`<svg class="bars" viewBox="0 0 ${WIDTH} ${HEIGHT + 1}" role="img" aria-label="${label}">${bins.map(
    (name, index) => html`<g><title>${name}: other run ${percent(other[index])}, this run ${percent(run[index])}</title>
<rect class="slot" x="${round(index * step)}" y="0" width="${round(step)}" height="${HEIGHT}"/><rect class="current" x="${round(index * step + 1)}" y="${top(run[index])}" width="${round(Math.max(1, step - 2))}" height="${round(HEIGHT - top(run[index]))}"/></g>`,
  )}<path class="outline" d="${outline}"/><path class="axis" d="M0 ${HEIGHT}.5H${WIDTH}"/></svg>`;
}
