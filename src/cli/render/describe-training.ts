import type { BundleCard } from '../../core/model/bundle.ts';
import { formatCount, formatPercent } from './format.ts';

/** What `oads fit` made, of which rows, and what it left out: for people. */
export function describeTraining({ name, training }: Pick<BundleCard, 'name' | 'training'>): string[] {
  const { detector, reference_is, parameters, combine_rows, trimming, remarks = [] } = training;
  const given = Object.entries(parameters).map(([key, value]) => `${key} ${value}`);
  const combining = combine_rows ? ` and combining (${formatCount(combine_rows)} for the curves)` : '';
  const lines = [
    `${name}: ${detector}, reference ${reference_is} (${given.join(', ')})`,
    `${formatCount(training.rows)} reference rows (${formatCount(training.rows_quarantined)} set aside): ` +
      `${formatCount(training.training_rows + (combine_rows ?? 0))} for training${combining}, ` +
      `${formatCount(training.calibration_rows)} held out for calibration`,
  ];
  if (trimming) {
    const { rows, share, by, cutoff, median, largest } = trimming;
    lines.push(
      `left out of the training: ${formatCount(rows)} rows (${formatPercent(share)}), ${by} above ${cutoff.toFixed(3)} ` +
        `(median ${median.toFixed(3)}, largest ${largest.toFixed(3)})`,
    );
  }
  lines.push(...remarks.map((remark) => `note: ${remark}`));
  return lines;
}
