import path from 'node:path';
import type { ForeignModel } from '../../core/model/foreign/open-foreign.ts';
import type { BundleComparison } from '../../core/pipeline/fit/compare-bundles.ts';
import type { Fitted } from '../../core/pipeline/fit/fit-from-rows.ts';
import { layOutLine } from '../terminal/lay-out.ts';
import { PAPER, type Screen } from '../terminal/screen.ts';
import { renderComparison } from './comparison.ts';
import { describeLabels } from './describe-labels.ts';
import { describeTraining } from './describe-training.ts';
import { describeForeign } from './foreign.ts';

/** What was made, of which rows, and where it lies; with a comparison, the old bundle beside it. */
export function renderFitted(
  fitted: Fitted & { readonly compared?: BundleComparison },
  foreign: ForeignModel | undefined,
  screen: Screen = PAPER,
): string[] {
  const { card, dir, digest, replaced, compared, labels } = fitted;
  const smallest = (1 / (card.training.calibration_rows + 1)).toPrecision(3);
  const before = replaced === null ? '' : ` (replaced ${replaced.slice(0, 16)})`;
  const lines = [
    ...(foreign ? describeForeign(fitted, foreign) : describeTraining(card)),
    ...(labels ? describeLabels(labels) : []),
    `threshold ${card.threshold.toFixed(5)} for a false alarm rate of ${card.false_alarm_rate}; smallest p-value ${smallest}`,
    `bundle ${path.relative(process.cwd(), dir) || '.'}, digest ${digest.slice(0, 16)}${before}`,
  ];
  return [...lines.flatMap((line) => layOutLine(line, screen)), ...(compared ? renderComparison(compared, screen) : [])];
}
