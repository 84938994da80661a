import type { ComparedCheck, Comparison } from '../../compare/comparison.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { renderRate } from '../run/render-trust.ts';
import { renderSideHeads } from './render-side-head.ts';

const SIGNS = { fail: '✕', error: '?', warn: '!', pass: '✓' } as const;
const WORDS = { fail: 'failed', error: 'not computed', warn: 'warned', pass: 'passed' } as const;

/** The quality checks, those whose status changed in full, the others folded. */
export function renderComparedChecks(comparison: Comparison): Html | null {
  const { checks, run, with: other } = comparison;
  if (checks === null) return null;
  const changed = checks.filter((check) => check.changed);
  const same = checks.filter((check) => !check.changed);
  return html`<section id="compare-quality" aria-labelledby="compare-quality-title"><h2 id="compare-quality-title">Quality: ${other?.quality_flag} → ${run?.quality_flag}</h2>
<p>${changed.length} of ${checks.length} checks changed their status.</p>
${changed.length > 0 && table('Checks that changed', comparison, changed)}
${same.length > 0 && html`<details><summary>${same.length} without a change of status</summary>${table('Checks without a change', comparison, same)}</details>`}</section>`;
}

function table(label: string, comparison: Comparison, checks: readonly ComparedCheck[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="pairs checks"><thead><tr><th scope="col">Check</th>${renderSideHeads(comparison)}</tr></thead>
<tbody>${checks.map(
    ({ id, check, run, with: other }) =>
      html`<tr><th scope="row">${datum(id)} <small>${datum(check)}</small></th>${cell(other)}${cell(run)}</tr>`,
  )}</tbody></table></div>`;
}

function cell(check: ComparedCheck['run']): Html {
  if (check === null) return html`<td><span class="none">no such check</span></td>`;
  const { status, observed, expected, failed } = check;
  return html`<td class="status-${status}"><span class="verdict-word"><span class="sign" aria-hidden="true">${SIGNS[status]}</span> ${WORDS[status]}</span><br>${datum(observed)} <small>expected ${datum(expected)}</small>${failed && html`<br><small>rows that failed:</small> ${renderRate(failed)}`}</td>`;
}
