import type { LoadedComparison } from '../../compare/load-comparison.ts';
import { hrefOfRun } from '../history/page-history.ts';
import { formatInstant } from '../parts/format.ts';
import { type Html, html } from '../parts/html.ts';
import { renderComparedAnomalies } from './render-compared-anomalies.ts';
import { renderComparedChecks } from './render-compared-checks.ts';
import { renderComparedFeatures } from './render-compared-features.ts';
import { renderComparedInputs } from './render-compared-inputs.ts';
import { renderComparedRates } from './render-compared-rates.ts';
import { renderComparedReasons } from './render-compared-reasons.ts';
import { renderPicker } from './render-picker.ts';
import { renderSides } from './render-sides.ts';

/** Two runs side by side, complete without a script. */
export function renderComparePage(loaded: LoadedComparison): string {
  const { pipeline } = loaded.comparison;
  const { now } = loaded.view;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>two runs compared · ${pipeline ?? 'no pipeline'} · oads</title>
<link rel="stylesheet" href="/style.css"><link rel="stylesheet" href="/history.css"><link rel="stylesheet" href="/compare.css"><link rel="icon" href="/icon.svg" type="image/svg+xml"></head>
<body><header><h1>${pipeline ?? 'oads'}</h1><p>read at ${formatInstant(now.toISOString())}</p>
${pipeline !== null && html`<nav class="run-links" aria-label="Runs"><a href="${hrefOfRun(pipeline, null)}">newest run</a></nav>`}</header>
<main>${renderComparison(loaded)}</main>
<footer><p>oads shows no number without the trust level of its run. <a href="/health">health</a> <a href="/api/runs">runs</a></p></footer>
</body></html>
`.markup;
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
