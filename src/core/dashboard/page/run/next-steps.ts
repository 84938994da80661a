import type { SoundRun } from '../../../artifacts/verify-run.ts';
import type { DriftSnapshot } from '../../../snapshot/drift-snapshot.ts';
import { NOT_FITTED } from '../../../snapshot/not-fitted.ts';
import type { TrustLevel } from '../../../snapshot/parts.ts';
import { datum, type Html, html } from '../parts/html.ts';

type Step = (run: SoundRun) => Html;

const NAMED = 5;

/** `a, b and 3 more`. */
function nameSome(names: readonly string[]): Html {
  const rest = names.length - NAMED;
  return html`${names.slice(0, NAMED).map((name, index) => html`${index > 0 && ', '}${datum(name, 40)}`)}${rest > 0 && ` and ${rest} more`}`;
}

const driftedOf = (drift: DriftSnapshot): Html => {
  if (drift.drifted.length > 0) return html`: ${nameSome(drift.drifted)}`;
  const [pair] = drift.multivariate?.drifted ?? [];
  return pair ? html`: ${datum(pair.features[0], 40)} with ${datum(pair.features[1], 40)}` : html``;
};
const checksOf = (run: SoundRun, ...statuses: readonly string[]): Html => {
  const ids = run.quality.checks.filter(({ status }) => statuses.includes(status)).map(({ id }) => id);
  return ids.length > 0 ? html`: ${nameSome(ids)}` : html``;
};
const segmentsOf = ({ system: { trust } }: SoundRun): Html => {
  const names = (trust.segments ?? []).flatMap(({ worst }) => worst.map(({ segment }) => segment));
  return names.length > 0 ? html`: ${nameSome(names)}` : html``;
};

const LOOK_AT_CHECKS: Step = (run) =>
  html`Look at the <a href="#quality">failed checks</a>${checksOf(run, 'fail', 'error')}; correct the source, then run again.`;
const COMPARE_DRIFT: Step = ({ drift }) =>
  html`Look at the <a href="#drift">drifted features</a>${driftedOf(drift)}. Is the feed at fault, correct it and run again; is the change real, fit a new model (<code>oads fit</code>).`;
const CHECK_SOURCE: Step = ({ system: { summary } }) =>
  html`Check the source: ${datum(summary.fallback_reason ?? 'no reason was recorded')} (<code>oads doctor</code> looks at it). Then run again.`;
const ADD_FRESHNESS: Step = () => html`Add a <code>freshness</code> check to the config, so that the age of the rows is known.`;
const LOOK_AT_SEGMENTS: Step = (run) =>
  html`Look at the worst <a href="#segments">segments</a>${segmentsOf(run)} before you act on anomalies in them.`;
const MORE_ROWS: Step = () => html`Wait for more rows, or widen the window, before you count on the number of false alarms.`;
const NEW_FIT: Step = () =>
  html`Fit a new model on recent sound rows (<code>oads fit</code>), compare, then promote it (<code>oads promote</code>).`;
const CHECK_BUNDLE: Step = () =>
  html`Check the model bundle (<code>oads verify</code>, <code>oads doctor</code>), put a sound one in its place, then run again.`;
const FIRST_FIT: Step = () =>
  html`Fit the model (<code>oads fit</code>), or correct <code>model.path</code> in the config, then run again.`;
const OTHER_ROWS: Step = () =>
  html`Score rows that the model was not fitted on: name a <code>holdout</code> or another window in the config.`;

const wasNeverFitted = ({ system: { trust } }: SoundRun): boolean =>
  trust.reasons.some(({ code, evidence }) => code === 'model_invalid' && evidence?.endsWith(NOT_FITTED));

/** What to do about each reason of the trust ladder. Several reasons may ask for the same step: it is told once. */
export const STEPS_BY_REASON: Readonly<Record<string, Step>> = {
  model_invalid: (run) => (wasNeverFitted(run) ? FIRST_FIT(run) : CHECK_BUNDLE(run)),
  model_absent: () => html`Fit a model (<code>oads fit</code>) and name it in the config (<code>model.path</code>), then run again.`,
  contract_broken: () =>
    html`Columns are missing or of another type: look at <a href="#quality">quality</a>; correct the source or the contract, then run again.`,
  quality_failed: LOOK_AT_CHECKS,
  quality_failed_warn: LOOK_AT_CHECKS,
  quality_warned: (run) => html`Look at the <a href="#quality">checks that warned</a>${checksOf(run, 'warn')} and keep them in mind.`,
  snapshots_missing: () => html`Score with <code>oads run</code>, which checks quality and drift of the very rows.`,
  drift_severe: COMPARE_DRIFT,
  drift_severe_warn: COMPARE_DRIFT,
  drift_severe_waits: COMPARE_DRIFT,
  drift_moderate: COMPARE_DRIFT,
  drift_seasonal: ({ drift }) =>
    html`Mind the season: the rows differ from the reference as a whole${driftedOf(drift)}, not from the same phases in it.`,
  season_drift: ({ drift }) =>
    html`Compare with the <a href="#drift">same phases of the season</a>${drift.season && drift.season.drifted.length > 0 && html`: ${nameSome(drift.season.drifted)}`}; fit a new model if the change is real.`,
  season_unknown: () =>
    html`See under <a href="#drift">drift</a> why the season could not be compared; fit a model whose reference holds these phases.`,
  drift_unknown: (run) =>
    run.drift.verdict === 'insufficient'
      ? MORE_ROWS(run)
      : html`See under <a href="#drift">drift</a> why there is no verdict, and give the run a reference.`,
  drift_partial: () => html`Look at the <a href="#drift">features with too few values</a>; widen the window, or see why they are empty.`,
  segment_quality: LOOK_AT_SEGMENTS,
  segment_drift: LOOK_AT_SEGMENTS,
  segments_unknown: () => html`See under <a href="#segments">segments</a> why they could not be judged; fit a model that knows them.`,
  fallback_used: CHECK_SOURCE,
  fallback_stale: CHECK_SOURCE,
  source_unknown: () => html`Find out where the rows come from before you use them.`,
  age_exceeded: (run) =>
    html`The rows are too old${checksOf(run, 'fail', 'error', 'warn')}: see whether the feed still delivers, then run again.`,
  age_unknown: ADD_FRESHNESS,
  age_waived: () => html`Nobody vouches for the age of these rows: make sure that they are the ones you mean.`,
  training_rows: OTHER_ROWS,
  training_unknown: () => html`Score with <code>oads run</code>, which compares the rows with those that the model was fitted on.`,
  training_period: OTHER_ROWS,
  training_period_unknown: () =>
    html`Name the column of the event times (<code>window</code> or a <code>freshness</code> check), so that it is known whether the model has seen these rows.`,
  reference_old: NEW_FIT,
  reference_age_unknown: NEW_FIT,
  calibration_failed: () =>
    html`Scores are off: look at the <a href="#scores">histogram</a>. Use the order of the rows only, and fit a new model if it stays so.`,
  calibration_unknown: MORE_ROWS,
  score_shift: () => html`Far more or fewer high <a href="#scores">scores</a> than usual: is something going on, or has the world changed?`,
  rows_few: MORE_ROWS,
};

const BY_LEVEL: Readonly<Record<TrustLevel, Html>> = {
  certified: html`Work through the <a href="#anomalies">anomalies below</a>, from the top; expect the false alarms that are stated.`,
  qualified: html`Then work through the <a href="#anomalies">anomalies below</a>, each with the caveats in mind.`,
  'rank-only': html`Use the <a href="#anomalies">rows below</a> as a list to look at, from the top; draw no rates from it.`,
  withheld: html`Do not act on anomalies of this batch. The last good run, where there is one, says nothing about it.`,
};

const OF_THEN = html`The <a href="#anomalies">anomalies below</a> are those of then: see the next run before you act on them.`;

/** A short plain list, in the order of the reasons; what to do with the anomalies comes last. */
export function listNextSteps(run: SoundRun, options: { stale: boolean }): Html[] {
  const { level, reasons } = run.system.trust;
  const steps = reasons.flatMap(({ code }) => (Object.hasOwn(STEPS_BY_REASON, code) ? [STEPS_BY_REASON[code](run)] : []));
  if (options.stale)
    steps.unshift(
      html`The schedule stands still: see why no run has ended (<code>oads history</code>, the log of the scheduler), then run again.`,
    );
  const last = options.stale && level !== 'withheld' ? OF_THEN : BY_LEVEL[level];
  const told = new Map([...steps, last].map((step) => [step.markup, step]));
  return [...told.values()];
}

/** Where there is no run that can be shown. */
export function listStepsWithoutRun(state: 'no_data' | 'damaged' | 'newer', pipeline: string | null): Html[] {
  if (state === 'no_data') {
    return [
      html`Start a first run: <code>oads run -c</code> with the config ${pipeline === null ? 'of the pipeline' : html`of <bdi>${pipeline}</bdi>`}.`,
      html`Should there be one already, check that this server reads the artifacts directory that the runs write to.`,
    ];
  }
  if (state === 'newer') return [html`A newer oads wrote this run: update the oads of this server, and start it again.`];
  return [
    html`Trust nothing of this run. See what is wrong with it: <code>oads verify</code> on the artifacts directory.`,
    html`Run the pipeline again; should the damage come back, check the disk and who writes there.`,
  ];
}
