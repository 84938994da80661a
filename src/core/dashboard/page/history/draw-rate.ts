import { formatShare } from '../parts/format.ts';
import { type Html, html } from '../parts/html.ts';
import type { Placed, PlacedRun } from './place-runs.ts';

const HEIGHT = 140;
const TOP = 8;
const WIDTH = 1000;

type Rated = PlacedRun & { readonly low: number; readonly high: number; readonly value: number };

/**
 * The anomaly rate with its interval as a band. Places are percentages, so that letters keep their size at any width; lines and bands,
 * which know none, are stretched. Nothing is drawn across a run without a rate or a pause of the schedule.
 */
export function drawRate({ runs }: Placed): Html | null {
  const segments = toSegments(runs);
  const highest = Math.max(0, ...segments.flat().map(({ high }) => high));
  if (highest === 0) return null;
  const top = roundUp(highest);
  const y = (share: number) => Math.round((HEIGHT - (share / top) * (HEIGHT - TOP)) * 100) / 100;
  const at = ({ x }: Rated) => x * (WIDTH / 100);
  const band = (segment: readonly Rated[]) =>
    `M${segment.map((run) => `${at(run)} ${y(run.high)}`).join('L')}L${[...segment]
      .reverse()
      .map((run) => `${at(run)} ${y(run.low)}`)
      .join('L')}Z`;
  const line = (segment: readonly Rated[]) => `M${segment.map((run) => `${at(run)} ${y(run.value)}`).join('L')}`;
  return html`<svg class="rate-line" width="100%" height="${HEIGHT}" aria-hidden="true" focusable="false">
${[0, top / 2, top].map((share) => html`<line class="grid" x1="0" x2="100%" y1="${y(share)}" y2="${y(share)}"/>`)}
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="100%" height="${HEIGHT}" preserveAspectRatio="none">${segments.map((segment) =>
    segment.length > 1 ? html`<path class="band" d="${band(segment)}"/><path class="line" d="${line(segment)}"/>` : null,
  )}</svg>
${segments
  .flat()
  .map(
    (run) =>
      html`${run.alone && html`<line class="whisker" x1="${run.x}%" x2="${run.x}%" y1="${y(run.high)}" y2="${y(run.low)}"/>`}<circle class="point of-${run.run.trust_level}" cx="${run.x}%" cy="${y(run.value)}" r="2.5"/>`,
  )}
${[top / 2, top].map((share) => html`<text class="tick" x="2" y="${y(share) + 12}">${formatShare(share)}</text>`)}</svg>`;
}

/** Runs of rates that a line may join. */
function toSegments(runs: readonly PlacedRun[]): (Rated & { alone: boolean })[][] {
  const segments: Rated[][] = [[]];
  for (const placed of runs) {
    const rate = placed.run.anomaly_rate;
    if (rate === null || placed.afterGap) segments.push([]);
    if (rate !== null) segments[segments.length - 1].push({ ...placed, value: rate.value, low: rate.interval[0], high: rate.interval[1] });
  }
  return segments.filter(({ length }) => length > 0).map((segment) => segment.map((run) => ({ ...run, alone: segment.length === 1 })));
}

/** To a round number, a little above. */
function roundUp(share: number): number {
  const power = 10 ** Math.floor(Math.log10(share));
  return Math.min(1, ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= share) ?? 10) * power);
}
