import { type JudgedLabels, LEAST_LABELLED_ROWS } from '../../core/pipeline/fit/labels/judge-labels.ts';
import type { Rate } from '../../core/snapshot/parts.ts';
import { formatCount, formatRate } from './format.ts';

/** What labels took out of a fit, and what the new bundle makes of the rows that they name. */
export function describeLabels({ labels, unmatched, left_out, recall, false_alarms, flagged_again }: JudgedLabels): string[] {
  return [
    `${formatCount(labels)} labels (${formatCount(unmatched)} without a row): ${formatCount(left_out)} rows of confirmed anomalies left out, ` +
      `${formatCount(false_alarms)} rows of false alarms kept`,
    `the threshold flags of the confirmed rows ${describeRate(recall)}; of the false alarms again ${describeRate(flagged_again)}`,
  ];
}

function describeRate(rate: Rate | null): string {
  return rate === null ? `an unknown share (fewer than ${LEAST_LABELLED_ROWS} rows)` : formatRate(rate);
}
