import type { HttpProblem } from '../../http/http-problem.ts';
import { datum, html } from '../parts/html.ts';
import { renderShell } from '../parts/render-shell.ts';

/** What a person sees of an address that is outdated or wrong: why, and where to go on. `pipeline` is the one it named, if there is such. */
export function renderProblem(problem: HttpProblem, { pipeline }: { pipeline: string | null }): string {
  const { title, detail } = problem.toJSON();
  const newest = pipeline === null ? '/' : `/?pipeline=${encodeURIComponent(pipeline)}`;
  return renderShell(
    title,
    html`<p class="problem" role="alert"><strong>${problem.status}.</strong> ${datum(detail, 2000)}</p>
<ul><li><a href="${newest}">The newest run${pipeline !== null && html` of ${datum(pipeline)}`}</a></li><li><a href="/pipelines">All pipelines</a></li></ul>`,
  );
}
