import type { ComparedInput, Comparison } from '../../compare/comparison.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { renderText } from '../parts/render-text.ts';
import { renderSideHeads } from './render-side-head.ts';

/** What decided each result, by the manifests; what is the same folded. */
export function renderComparedInputs(comparison: Comparison): Html | null {
  const { inputs } = comparison;
  if (inputs === null) return null;
  const differing = inputs.filter(({ same }) => !same);
  const same = inputs.filter((input) => input.same);
  return html`<section id="compare-inputs" aria-labelledby="compare-inputs-title"><h2 id="compare-inputs-title">Inputs: ${differing.length === 0 ? 'none differs' : `${differing.length} differ`}</h2>
${differing.length > 0 && table('Inputs that differ', comparison, differing)}
${same.length > 0 && html`<details><summary>${same.length} the same</summary>${table('Inputs that are the same', comparison, same)}</details>`}</section>`;
}

function table(label: string, comparison: Comparison, inputs: readonly ComparedInput[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="pairs"><thead><tr><th scope="col">Input</th>${renderSideHeads(comparison)}</tr></thead>
<tbody>${inputs.map(({ input, run, with: other }) => html`<tr><th scope="row"><bdi>${input}</bdi></th>${cell(other)}${cell(run)}</tr>`)}</tbody></table></div>`;
}

function cell(value: string | null): Html {
  const isDigest = value !== null && /^[0-9a-f]{64}$/.test(value);
  return html`<td>${isDigest ? html`<code title="${value}">${value.slice(0, 12)}…</code>` : value !== null ? renderText(value) : datum(value)}</td>`;
}
