import type { View } from '../../view/view.ts';
import { type Html, html } from '../parts/html.ts';
import { hrefOfRun, type PageHistory } from './page-history.ts';

/** From the shown run to the one before, the one after, the newest, and to what changed since the one before. */
export function renderRunLinks({ pipeline, run, isNamed }: View, { timeline, count }: PageHistory): Html | null {
  const { previous, next, newest } = timeline;
  const shown = run.state === 'no_data' ? null : run.run_id;
  if (pipeline === null || shown === null || (previous === null && next === null)) return null;
  const to = (runId: string | null) => hrefOfRun(pipeline, runId, count);
  return html`<nav class="run-links" aria-label="Runs"><ul>${previous && html`<li><a rel="prev" href="${to(previous)}">‹ previous run</a></li>`}${
    next && html`<li><a rel="next" href="${to(next)}">next run ›</a></li>`
  }${isNamed && html`<li><a href="${to(null)}">newest run »</a>${shown !== newest && ' (this one is older)'}</li>`}${
    previous && html`<li><a href="/compare?pipeline=${encodeURIComponent(pipeline)}&amp;run=${shown}">compare with the run before</a></li>`
  }</ul></nav>`;
}
