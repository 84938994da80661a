import { NOT_FITTED } from '../../snapshot/not-fitted.ts';
import type { NotifiedChange } from '../../snapshot/notification.ts';
import type { SystemState } from '../../snapshot/system-state.ts';

const MORE_ROWS = 'Wait for more rows, or widen the window, before you count on the number of false alarms.';

/** What to do, by how the reason's code begins; the first that fits. */
const STEPS: readonly (readonly [code: RegExp, step: string])[] = [
  [/^model_/, 'Look at the model bundle: `oads verify` on its directory, then `oads promote` a sound one. Nothing is scored until then.'],
  [/^contract_broken/, 'Ask who feeds the source what became of the missing columns. Nothing is scored until they are back.'],
  [/^(?:quality_|segment_quality)/, 'Look at the checks that did not pass and their sample rows, and ask who feeds the source.'],
  [/^fallback_/, 'Bring the source back; the next run reads it again. Until then you look at old rows.'],
  [/^age_unknown/, 'Add a `freshness` check on the column of the event times: without it nobody knows how old the rows are.'],
  [/^age_waived/, 'Make sure that these rows are the ones you mean: nobody vouches for their age.'],
  [/^age_/, 'Find out why no newer rows arrive. Until then do not take these for the present.'],
  [
    /^(?:drift_unknown|drift_partial|season_unknown|segments_unknown)/,
    'Nothing is known to have drifted, and nothing to be as it was. See in the run what could not be compared; widen the window, or fit on a reference that holds it.',
  ],
  [
    /^(?:drift|season|segment)/,
    'Look at what drifted. If the world has changed for good, fit a new bundle and promote it; if not, ask who feeds the source.',
  ],
  [/^calibration_unknown/, MORE_ROWS],
  [/^(?:calibration|score_shift)/, 'Use the order of the rows only, and compare scores with the calibration before you rely on them.'],
  [/^reference_/, 'Fit a new bundle on newer rows.'],
  [/^training_/, 'Score rows that the model was not fitted on.'],
  [/^rows_few/, MORE_ROWS],
];

const FIRST_FIT = 'Fit the model with `oads fit`, or correct `model.path` in the config. Nothing is scored until then.';

/** One sentence or two on what to do next. */
export function nextStep({ trust }: Pick<SystemState, 'trust'>, changes: readonly NotifiedChange[]): string {
  const [reason] = trust.reasons;
  if (reason?.code === 'model_absent' || reason?.evidence?.endsWith(NOT_FITTED)) return FIRST_FIT;
  const known = reason && STEPS.find(([code]) => code.test(reason.code));
  if (known) return known[1];
  if (changes.some(({ topic }) => topic === 'anomalies')) return 'Look at the new anomalies and their reasons.';
  return reason ? 'Look at the reasons of the run.' : 'Nothing has to be done.';
}
