import type { DriftSnapshot } from '../../../snapshot/drift-snapshot.ts';
import type { LeadingEffect } from '../../../snapshot/leading-effect.ts';
import { formatNumber, formatP, formatShare } from '../parts/format.ts';
import { datum, type Html, html } from '../parts/html.ts';
import { drawInterval } from './draw-interval.ts';

export type Thresholds = DriftSnapshot['thresholds'];

export const EFFECT_NAMES: Readonly<Record<string, string>> = {
  psi: 'population stability',
  jensen_shannon: 'Jensen-Shannon distance',
  wasserstein_sd: 'Wasserstein, in sd',
  mean_shift_sd: 'mean shift, in sd',
  iqr_log_ratio: 'log ratio of the spread',
  null_share: 'share of nulls',
  outside_share: 'share outside the reference range',
};

/** Effects whose value is compared with the threshold as it stands. */
const LIMITS: Readonly<Record<string, string>> = { psi: 'psi', wasserstein_sd: 'wassersteinSd', iqr_log_ratio: 'iqrLogRatio' };

/** An effect with its interval, in figures and drawn, its q-value and how many rows it rests on. */
export function renderEffect(leading: Omit<LeadingEffect, 'effect'> & { effect: string }, thresholds: Thresholds): Html {
  const { effect, value, interval, q, n_ref, n_cur } = leading;
  const format = effect.endsWith('_share') ? formatShare : formatNumber;
  const figures =
    value === null
      ? html`<span class="none">nothing to compare</span>`
      : html`${EFFECT_NAMES[effect] ?? datum(effect)} <strong>${format(value)}</strong> <small>${interval ? `95 % interval ${format(interval[0])} to ${format(interval[1])}` : 'no interval'}</small>${
          interval && drawInterval({ value, interval, marks: marksOf(effect, value, thresholds) })
        }`;
  return html`<div class="effect">${figures}<small class="basis">q-value ${q === null ? 'none' : formatP(q)}; ${formatNumber(n_cur)} rows against ${formatNumber(n_ref)}</small></div>`;
}

function marksOf(effect: string, value: number, thresholds: Thresholds) {
  const band: unknown = thresholds[LIMITS[effect] ?? ''];
  if (typeof band !== 'object' || band === null) return [];
  const side = value < 0 ? -1 : 1;
  return (['moderate', 'severe'] as const).flatMap((kind) => {
    const at: unknown = (band as Record<string, unknown>)[kind];
    return typeof at === 'number' && Number.isFinite(at) ? [{ at: side * at, kind }] : [];
  });
}
