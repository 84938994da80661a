import type { SoundRun } from '../../../artifacts/verify-run.ts';
import { claimsOf } from '../../view/claims.ts';
import { formatNumber, formatScore, formatShare } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { drawScores } from './draw-scores.ts';
import { renderFalseAlarms, renderRate } from './render-trust.ts';

/** The scores against the calibration, with all that bounds what they mean. */
export function renderScores({ metrics, system: { trust } }: SoundRun): Html {
  const { scores, calibration, threshold } = metrics;
  const picture = scores && drawScores({ ...scores.histogram, threshold });
  return html`<section id="scores" aria-labelledby="scores-title"><h2 id="scores-title">Scores: ${trust.level}</h2><div class="beside">
${
  scores === null
    ? html`<p>Nothing was scored.</p>`
    : html`<figure>${picture}<figcaption><span class="key"><span class="swatch current"></span> now <span class="swatch reference"></span> calibration</span> Higher is more anomalous. Heights are square roots of shares, so that the tail can be seen.</figcaption></figure>`
}
<dl class="facts">
<div><dt>Anomaly rate</dt><dd>${renderRate(metrics.anomaly_rate)}</dd></div>
<div><dt>Expected false alarms</dt><dd>${renderFalseAlarms(metrics.anomaly_rate, claimsOf(trust), trust.claims.why_not)}</dd></div>
<div><dt>Rule</dt><dd>${metrics.rule === 'fdr' ? `false discovery rate, target ${formatShare(metrics.fdr.target)}` : `fixed threshold${threshold === null ? '' : ` ${formatScore(threshold)}`}`}</dd></div>
<div><dt>Not scored</dt><dd>${formatNumber(metrics.not_scored.quarantined)} quarantined, ${formatNumber(metrics.not_scored.missing_values)} with missing values, ${formatNumber(metrics.not_scored.withheld)} withheld</dd></div>
<div><dt>Calibration</dt><dd>${
    calibration === null
      ? html`<span class="none">none</span>`
      : html`${calibration.valid === null ? 'too few rows to tell' : calibration.valid ? 'holds' : 'does not hold'} <small>${formatNumber(calibration.n)} scores; smallest p-value ${formatNumber(calibration.min_p)}; false alarm rate of the threshold ${formatShare(calibration.alpha)}${calibration.fpr_upper95 !== null && `, at most ${formatShare(calibration.fpr_upper95)} with 95 % confidence`}</small>`
  }</dd></div>
${metrics.model && html`<div><dt>Model</dt><dd>${datum(metrics.model.name)} <small><code>${metrics.model.bundle_sha256.slice(0, 12)}</code></small></dd></div>`}</dl></div></section>`;
}
