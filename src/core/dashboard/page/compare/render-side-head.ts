import type { ComparedRun, Comparison } from '../../compare/comparison.ts';
import { drawMark } from '../parts/draw-mark.ts';
import { type Html, html } from '../parts/html.ts';

/** Whose figures a column holds, and how far that run is trusted. */
export function renderSideName(name: string, run: ComparedRun | null): Html {
  if (run === null) return html`${name}: none`;
  const mark = run.trust_level ?? 'damaged';
  return html`<span class="side-name">${drawMark(mark)} ${name}: ${mark}</span>`;
}

/** The two column heads of a table: the other run first, as the one before. */
export function renderSideHeads({ run, with: other }: Comparison): Html {
  return html`<th scope="col">${renderSideName('Other run', other)}</th><th scope="col">${renderSideName('This run', run)}</th>`;
}
