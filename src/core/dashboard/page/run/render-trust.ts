import type { SoundRun } from '../../../artifacts/verify-run.ts';
import type { Rate } from '../../../snapshot/parts.ts';
import { claimsOf } from '../../view/claims.ts';
import type { View } from '../../view/view.ts';
import { drawMark, type Mark } from '../parts/draw-mark.ts';
import { formatCount, formatDuration, formatNumber, formatShare } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { renderAge } from '../parts/render-age.ts';
import { renderInstant } from '../parts/render-instant.ts';
import { markOf, wordOf } from '../parts/render-level.ts';
import { renderReasons } from '../parts/render-reasons.ts';
import { SOURCE_WORDS } from '../parts/source-words.ts';
import { listNextSteps, listStepsWithoutRun } from './next-steps.ts';

const MEANINGS: Readonly<Record<Mark, string>> = {
  certified: 'Data, world and calibration hold: scores, p-values and the expected number of false alarms may be used.',
  qualified: 'Scores and p-values may be used with the caveats under Why. No claim on the share of false alarms.',
  'rank-only': 'Use the order of the rows and their reasons. The scores claim no more than that order.',
  withheld: 'Nothing was scored. Do not act on anomalies until the reasons are settled.',
  damaged: 'This run cannot be trusted: its files are not what its manifest says.',
  no_data: 'There is no run to judge.',
  stale: 'So it was when a run last confirmed it; none has for too long. Do not take it for the present.',
};

const NEWER = 'This run may be sound, but this version of oads cannot read it: nothing of it is shown.';

/** Between the end of a run and the swap of the link lies the writing of the manifest. */
const CONFIRMED_LATER_MS = 60_000;

/** The answer to the first question, in five seconds: may I trust this now, why not, how old is it, and what to do. */
export function renderTrust({ run, pipeline, now, staleness }: View): Html {
  const sound = run.state === 'ok' ? run : null;
  const level = sound?.system.trust.level ?? (run.state === 'damaged' ? 'damaged' : 'no_data');
  const isStale = sound !== null && staleness.stale === true;
  const mark = markOf(level, isStale);
  const isNewer = run.state === 'damaged' && run.isNewer === true;
  const steps = sound ? listNextSteps(sound, { stale: isStale }) : listStepsWithoutRun(isNewer ? 'newer' : (level as 'damaged'), pipeline);
  return html`<section class="trust level-${mark}" aria-labelledby="trust"><div class="top">
<div class="verdict">${drawMark(mark)}<div><h2 id="trust"><span class="what">Trust</span> ${wordOf(level, isStale)}</h2><p>${isNewer ? NEWER : MEANINGS[mark]}</p></div></div>
${sound && html`<div class="why-not"><h3>Why</h3>${renderReasons(sound.system.trust.reasons)}</div>`}
<div class="next"><h3>What to do next</h3><ol>${steps.map((step) => html`<li>${step}</li>`)}</ol></div></div>
${sound && renderFacts(sound, now)}</section>`;
}

function renderFacts({ manifest, system: { summary, trust }, metrics, confirmed_at }: SoundRun, now: Date): Html {
  const claims = claimsOf(trust);
  const { quality, drift } = trust;
  return html`<dl class="facts">
<div><dt>Data age</dt><dd>${renderAge(trust.data.max_event_time, now)}</dd></div>
<div><dt>Run finished</dt><dd>${renderAge(manifest.finished_at, now)}${
    confirmed_at !== null &&
    Date.parse(confirmed_at) - Date.parse(manifest.finished_at) >= CONFIRMED_LATER_MS &&
    html` <small>confirmed by a run with the same result ${renderAge(confirmed_at, now, 'ago')}</small>`
  }</dd></div>
<div><dt>Source</dt><dd>${SOURCE_WORDS[summary.source_used]}${summary.fallback_reason !== null && html` <small>because of ${datum(summary.fallback_reason)}</small>`}</dd></div>
<div><dt>Rows</dt><dd>${formatNumber(summary.rows_processed)} <small>${formatNumber(metrics.scored)} scored, ${formatNumber(trust.data.quarantined)} quarantined</small></dd></div>
<div><dt>Quality</dt><dd><a href="#quality">${quality.flag}</a> <small>${quality.failed} failed, ${quality.errored} not computed, ${quality.warned} warned, ${quality.passed} passed</small></dd></div>
<div><dt>Drift</dt><dd><a href="#drift">${drift.flag}</a> <small>${drift.drifted.length} of ${formatCount(drift.tested, 'feature')} drifted, ${drift.insufficient} not testable</small></dd></div>
<div><dt>Anomaly rate</dt><dd>${renderRate(summary.anomaly_rate)}</dd></div>
<div><dt>Expected false alarms</dt><dd>${renderFalseAlarms(summary.anomaly_rate, claims, trust.claims.why_not)}</dd></div>
${trust.reference?.to && html`<div><dt>Reference ends</dt><dd>${renderAge(trust.reference.to, now)}${trust.reference.max_age_seconds !== null && html` <small>at most ${formatDuration(trust.reference.max_age_seconds)} at the as-of time</small>`}</dd></div>`}
<div><dt>Run</dt><dd><code>${manifest.run_id}</code> <small>as of ${renderInstant(manifest.identity.as_of)}</small></dd></div></dl>`;
}

/** How many of those that are flagged sound rows alone would give; a claim of certified runs only. */
export function renderFalseAlarms(rate: Rate | null, claims: ReturnType<typeof claimsOf>, whyNot: string | null): Html {
  if (claims.expected_false_alarms === null) return html`not claimed${whyNot && html` <small>${datum(whyNot, 400)}</small>`}`;
  const upper = claims.expected_false_alarms_upper95;
  return html`${formatNumber(claims.expected_false_alarms)} <small>${upper !== null && `at most ${formatNumber(upper)} with 95 % confidence; `}of ${formatNumber(rate?.count ?? 0)} flagged</small>`;
}

/** Never a share without its n and its interval. */
export function renderRate(rate: Rate | null): Html {
  if (rate === null) return html`<span class="none">none: nothing was scored</span>`;
  const [low, high] = rate.interval;
  return html`${formatShare(rate.value)} <small>95 % interval ${formatShare(low)} to ${formatShare(high)}; ${formatNumber(rate.count)} of ${formatCount(rate.n, 'row')}</small>`;
}
