import type { LoadedComparison } from '../../compare/load-comparison.ts';
import { hrefOfRun } from '../history/page-history.ts';
import { type Html, html } from '../parts/html.ts';
import { renderInstant } from '../parts/render-instant.ts';
import { renderDocument } from '../render-document.ts';
import { renderComparedAnomalies } from './render-compared-anomalies.ts';
import { renderComparedChecks } from './render-compared-checks.ts';
import { renderComparedFeatures } from './render-compared-features.ts';
import { renderComparedInputs } from './render-compared-inputs.ts';
import { renderComparedRates } from './render-compared-rates.ts';
import { renderComparedReasons } from './render-compared-reasons.ts';
import { renderPicker } from './render-picker.ts';
import { renderSides } from './render-sides.ts';

/** Two runs side by side, complete without a script. It stays as it is when a new run arrives: its body names no pipeline. */
export function renderComparePage(loaded: LoadedComparison): string {
  const { pipeline } = loaded.comparison;
  return renderDocument({
    title: `two runs compared · ${pipeline ?? 'no pipeline'} · oads`,
    body: { pipeline: '', run: '', state: 'compare' },
    header: html`<h1>${pipeline ?? 'oads'}</h1><p>read at ${renderInstant(loaded.view.now.toISOString())}</p>${
      pipeline !== null &&
      html`<nav class="run-links" aria-label="Runs"><ul><li><a href="${hrefOfRun(pipeline, null)}">newest run</a></li></ul></nav>`
    }`,
    isGuarded: loaded.view.isGuarded,
    main: renderComparison(loaded),
  });
}

function renderComparison({ comparison, timeline }: LoadedComparison): Html {
  const { run, with: other, why_not, caveats, run_is_newer } = comparison;
  return html`<section id="compare" aria-labelledby="compare-title"><h2 id="compare-title">Two runs compared</h2>
${renderPicker(comparison, timeline)}
${why_not !== null && html`<div class="banner warn" role="status"><strong>${why_not}</strong></div>`}
${run_is_newer === false && html`<div class="banner warn" role="status"><strong>The other run finished after this one</strong><div>Read gained as lost, and before as after.</div></div>`}
${caveats.length > 0 && html`<ul class="caveats">${caveats.map((caveat) => html`<li>${caveat}</li>`)}</ul>`}
${(run || other) && renderSides(comparison)}</section>
${renderComparedReasons(comparison)}${renderComparedRates(comparison)}${renderComparedChecks(comparison)}${renderComparedFeatures(comparison)}${renderComparedAnomalies(comparison)}${renderComparedInputs(comparison)}`;
}
