import type { TrustReason } from '../../../snapshot/system-state.ts';
import { datum, type Html, html } from './html.ts';
import { renderText } from './render-text.ts';

/** A reason of the trust level with its evidence, and what level it leaves. */
export function renderReason({ message, evidence, level }: TrustReason): Html {
  return html`${datum(message, 600)}${evidence && html` <span class="evidence">${renderText(evidence, 600)}</span>`} <span class="allows">leaves at most: ${level}</span>`;
}

export function renderReasons(reasons: readonly TrustReason[]): Html {
  if (reasons.length === 0) return html`<p class="reasons">No reason against it was found.</p>`;
  return html`<ul class="reasons">${reasons.map((reason) => html`<li>${renderReason(reason)}</li>`)}</ul>`;
}
