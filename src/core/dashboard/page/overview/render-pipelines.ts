import type { PipelineLine, View } from '../../view/view.ts';
import { drawMark, type Mark } from '../parts/draw-mark.ts';
import { type Html, html } from '../parts/html.ts';
import { markOf, WORDS } from '../parts/render-level.ts';

const WORST: readonly Mark[] = ['damaged', 'withheld', 'stale', 'no_data', 'rank-only'];

/** The way back to the overview, and how many of the other pipelines somebody should look at. */
export function renderPipelines({ pipelines, pipeline }: View): Html | null {
  const others = pipelines.filter(({ name }) => name !== pipeline);
  if (others.length === 0) return null;
  const bad = WORST.flatMap((mark) => {
    const count = others.filter((line) => markOfLine(line) === mark).length;
    return count > 0 ? [html`<li class="level level-${mark}">${drawMark(mark)}${count} ${WORDS[mark].toLowerCase()}</li>`] : [];
  });
  return html`<nav class="pipelines-nav" aria-label="Pipelines"><a href="/pipelines">All ${pipelines.length} pipelines</a>${
    bad.length > 0 && html`<ul aria-label="Of the others">${bad}</ul>`
  }</nav>`;
}

function markOfLine({ trust_level, data, stale }: PipelineLine): Mark {
  return markOf(trust_level ?? (data === 'damaged' ? 'damaged' : 'no_data'), stale === true);
}
