import type { Batch } from '../../../frame/batch.ts';
import type { Bundle } from '../../../model/bundle.ts';
import { scoreRows } from '../../../model/compare/score-rows.ts';
import { toRate } from '../../../profile/rate.ts';
import type { Rate } from '../../../snapshot/parts.ts';
import type { LabelledRows } from './select-reference.ts';

/** What the new bundle makes of the rows that people judged. */
export interface JudgedLabels {
  readonly sha256: string;
  readonly labels: number;
  /** Labels that name no row of the reference. */
  readonly unmatched: number;
  /** Rows that were left out of training, profile and calibration. */
  readonly left_out: number;
  /** Share of the confirmed rows that the threshold flags; the model never saw them. null: too few. */
  readonly recall: Rate | null;
  /** Rows of false alarms, which stayed in the reference. */
  readonly false_alarms: number;
  /** Share of them that the threshold flags again; the model may have been trained on some. null: too few. */
  readonly flagged_again: Rate | null;
}

/** With fewer the interval would say nothing: from 5 on it is no wider than .66. */
export const LEAST_LABELLED_ROWS = 5;

export async function judgeLabels(
  bundle: Bundle,
  { labels, unmatched, confirmed, falseAlarms, readAll }: LabelledRows,
): Promise<JudgedLabels> {
  return {
    sha256: labels.sha256,
    labels: labels.verdicts.size,
    unmatched,
    left_out: confirmed.length,
    recall: await flaggedShare(bundle, readAll, confirmed),
    false_alarms: falseAlarms.length,
    flagged_again: await flaggedShare(bundle, readAll, falseAlarms),
  };
}

/** Of the rows that the bundle scores: a value may be missing. */
async function flaggedShare(bundle: Bundle, read: () => AsyncIterable<Batch>, rows: Uint32Array): Promise<Rate | null> {
  if (rows.length < LEAST_LABELLED_ROWS) return null;
  const scored = (await scoreRows(bundle, read, rows)).filter((score) => !Number.isNaN(score));
  if (scored.length < LEAST_LABELLED_ROWS) return null;
  return toRate(scored.filter((score) => score >= bundle.card.threshold).length, scored.length);
}
