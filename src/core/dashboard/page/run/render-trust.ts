import type { SoundRun } from '../../../artifacts/verify-run.ts';
import type { Rate } from '../../../snapshot/parts.ts';
import { claimsOf } from '../../claims.ts';
import { drawMark, type Mark } from '../parts/draw-mark.ts';
import { formatCount, formatNumber, formatShare } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { renderAge } from '../parts/render-age.ts';

const MEANINGS: Readonly<Record<Mark, readonly [word: string, meaning: string]>> = {
  certified: ['Certified', 'Data, world and calibration hold: scores, p-values and the expected number of false alarms may be used.'],
  qualified: ['Qualified', 'Scores and p-values may be used with the caveats below. No claim on the share of false alarms.'],
  'rank-only': ['Rank only', 'Use the order of the rows and their reasons. The scores claim no more than that order.'],
  withheld: ['Withheld', 'Nothing was scored. Do not act on anomalies until the reasons below are settled.'],
  damaged: ['Damaged', 'The newest run cannot be trusted: its files are not what its manifest says.'],
  no_data: ['No data', 'There is no run to judge.'],
};

const SOURCES = {
  primary: 'the configured source',
  last_good: 'fallback: last successful load',
  file: 'fallback: local file',
  input: 'given by hand (file or pipe)',
} as const;

/** Between the end of a run and the swap of the link lies the writing of the manifest. */
const CONFIRMED_LATER_MS = 60_000;

/** The answer to the first question, in five seconds: may I trust this now, why not, how old is it. */
export function renderTrust(mark: Mark, run: SoundRun | null, now: Date): Html {
  const [word, meaning] = MEANINGS[mark];
  return html`<section class="trust level-${mark}" aria-labelledby="trust">
<div class="verdict">${drawMark(mark)}<div><h2 id="trust"><span class="what">Trust</span> ${word}</h2><p>${meaning}</p></div></div>
${run && renderReasons(run)}${run && renderFacts(run, now)}</section>`;
}

function renderReasons({ system: { trust } }: SoundRun): Html {
  if (trust.reasons.length === 0) return html`<p class="reasons">No reason against it was found.</p>`;
  return html`<ul class="reasons">${trust.reasons.map(
    ({ message, evidence, level }) =>
      html`<li>${message}${evidence && html` <span class="evidence">${evidence}</span>`} <span class="allows">leaves at most: ${level}</span></li>`,
  )}</ul>`;
}

function renderFacts({ manifest, system: { summary, trust }, metrics, confirmed_at }: SoundRun, now: Date): Html {
  const claims = claimsOf(trust);
  const { quality, drift } = trust;
  return html`<dl class="facts">
<div><dt>Data age</dt><dd>${renderAge(trust.data.max_event_time, now)}</dd></div>
<div><dt>Run finished</dt><dd>${renderAge(manifest.finished_at, now)}${
    confirmed_at !== null &&
    Date.parse(confirmed_at) - Date.parse(manifest.finished_at) >= CONFIRMED_LATER_MS &&
    html`; confirmed by a run with the same result ${renderAge(confirmed_at, now)}`
  }</dd></div>
<div><dt>Source</dt><dd>${SOURCES[summary.source_used]}</dd></div>
<div><dt>Rows</dt><dd>${formatNumber(summary.rows_processed)} <small>${formatNumber(metrics.scored)} scored, ${formatNumber(trust.data.quarantined)} quarantined</small></dd></div>
<div><dt>Quality</dt><dd><a href="#quality">${quality.flag}</a> <small>${quality.failed} failed, ${quality.errored} not computed, ${quality.warned} warned, ${quality.passed} passed</small></dd></div>
<div><dt>Drift</dt><dd><a href="#drift">${drift.flag}</a> <small>${drift.drifted.length} of ${formatCount(drift.tested, 'feature')} drifted, ${drift.insufficient} not testable</small></dd></div>
<div><dt>Anomaly rate</dt><dd>${renderRate(summary.anomaly_rate)}</dd></div>
<div><dt>Expected false alarms</dt><dd>${
    claims.expected_false_alarms === null
      ? html`not claimed${trust.claims.why_not && html` <small>${trust.claims.why_not}</small>`}`
      : html`${formatNumber(claims.expected_false_alarms)} <small>${claims.expected_false_alarms_upper95 !== null && `at most ${formatNumber(claims.expected_false_alarms_upper95)} with 95 % confidence; `}of ${formatNumber(summary.anomaly_rate?.count ?? 0)} flagged</small>`
  }</dd></div>
<div><dt>Run</dt><dd><code>${manifest.run_id}</code> <small>as of ${datum(manifest.identity.as_of)}</small></dd></div></dl>`;
}

/** Never a share without its n and its interval. */
export function renderRate(rate: Rate | null): Html {
  if (rate === null) return html`<span class="none">none: nothing was scored</span>`;
  const [low, high] = rate.interval;
  return html`${formatShare(rate.value)} <small>95 % interval ${formatShare(low)} to ${formatShare(high)}; ${formatNumber(rate.count)} of ${formatCount(rate.n, 'row')}</small>`;
}
