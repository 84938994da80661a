import type { PipelineLine, View } from '../../view.ts';
import { drawMark } from '../parts/draw-mark.ts';
import { type Html, html } from '../parts/html.ts';
import { renderAge } from '../parts/render-age.ts';

/** The list at the top when there is more than one pipeline. */
export function renderPipelines({ pipelines, pipeline, now }: View): Html | null {
  if (pipelines.length < 2) return null;
  return html`<nav aria-label="Pipelines"><ul class="pipelines">${pipelines.map(
    (line) =>
      html`<li><a href="/?pipeline=${encodeURIComponent(line.name)}"${line.name === pipeline && html` aria-current="page"`}>${drawMark(markOf(line))}<span>${line.name}</span> <small>${describe(line, now)}</small></a></li>`,
  )}</ul></nav>`;
}

function markOf(line: PipelineLine) {
  return line.trust_level ?? (line.data === 'damaged' ? 'damaged' : 'no_data');
}

function describe(line: PipelineLine, now: Date): Html {
  if (line.data === 'no_data') return html`no run yet`;
  if (line.data === 'damaged') return html`damaged`;
  return html`${line.trust_level}, ${renderAge(line.finished_at, now)}`;
}
