import { formatNumber, formatScore } from '../parts/format.ts';
import { type Html, html } from '../parts/html.ts';
import { percent, round, toShares } from './draw-bars.ts';

const WIDTH = 640;
const HEIGHT = 160;
const FOOT = 18;

/** Score histogram of the run (filled) over that of the calibration (line), with the threshold. Heights are square roots of shares. */
export function drawScores(options: {
  edges: readonly number[];
  current: readonly number[];
  calibration: readonly number[];
  threshold: number | null;
}): Html | null {
  const { edges, threshold } = options;
  const current = toShares(options.current);
  const calibration = toShares(options.calibration);
  const highest = Math.sqrt(Math.max(...current, ...calibration, 0));
  const left = Math.min(edges[0] ?? 0, threshold ?? Number.POSITIVE_INFINITY);
  const right = Math.max(edges.at(-1) ?? 0, threshold ?? Number.NEGATIVE_INFINITY);
  if (edges.length < 2 || edges.length !== current.length + 1 || highest === 0 || !(right > left)) return null;
  const x = (score: number) => round(((score - left) / (right - left)) * WIDTH);
  const y = (share: number) => round(HEIGHT - (Math.sqrt(share) / highest) * (HEIGHT - 6));
  const outline = calibration
    .map((share, index) => `${index === 0 ? 'M' : 'L'}${x(edges[index])} ${y(share)}H${x(edges[index + 1])}`)
    .join('');
  const bins = current.map((share, index) => {
    const from = x(edges[index]);
    return html`<g><title>${formatNumber(edges[index])} to ${formatNumber(edges[index + 1])}: now ${percent(share)}, calibration ${percent(calibration[index])}</title>
<rect class="current" x="${from}" y="${y(share)}" width="${round(Math.max(0.5, x(edges[index + 1]) - from - 1))}" height="${round(HEIGHT - y(share))}"/></g>`;
  });
  const mark = threshold === null ? null : x(threshold);
  const beyond = mark !== null && mark > WIDTH / 2; // the label stays inside the picture
  return html`<svg class="scores" viewBox="0 0 ${WIDTH} ${HEIGHT + FOOT}" role="img" aria-label="Histogram of the scores against the calibration${threshold === null ? '' : `, threshold at ${formatScore(threshold)}`}">
${bins}<path class="outline" d="${outline}"/><path class="axis" d="M0 ${HEIGHT}.5H${WIDTH}"/>
${mark === null ? null : html`<path class="threshold" d="M${mark} 0V${HEIGHT}"/><text class="label" x="${mark + (beyond ? -6 : 6)}" y="12" text-anchor="${beyond ? 'end' : 'start'}">threshold ${formatScore(threshold as number)}</text>`}
<text class="label" x="0" y="${HEIGHT + 14}">${formatNumber(left)}</text><text class="label" x="${WIDTH}" y="${HEIGHT + 14}" text-anchor="end">${formatNumber(right)}</text></svg>`;
}
