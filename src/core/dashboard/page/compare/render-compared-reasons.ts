import type { TrustReason } from '../../../snapshot/system-state.ts';
import type { Comparison } from '../../compare/comparison.ts';
import { type Html, html } from '../parts/html.ts';
import { renderReason } from '../parts/render-reasons.ts';

/** Why trust changed: reasons that this run has and the other had not, and those that are gone. */
export function renderComparedReasons({ reasons, run, with: other }: Comparison): Html | null {
  if (reasons === null) return null;
  const { gained, lost, kept } = reasons;
  const from = other?.trust_level;
  const to = run?.trust_level;
  return html`<section id="compare-trust" aria-labelledby="compare-trust-title"><h2 id="compare-trust-title">Trust: ${from === to ? `${to} in both` : `${from} → ${to}`}</h2>
${gained.length + lost.length + kept.length === 0 && html`<p>No reason against either was found.</p>`}
${list('Gained', '+', gained)}${list('Lost', '−', lost)}${list('In both', '=', kept)}</section>`;
}

function list(title: string, sign: string, reasons: readonly TrustReason[]): Html | null {
  if (reasons.length === 0) return null;
  return html`<h3>${title}</h3><ul class="changes">${reasons.map(
    (reason) => html`<li><span class="sign" aria-hidden="true">${sign}</span> ${renderReason(reason)}</li>`,
  )}</ul>`;
}
