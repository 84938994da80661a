import type { InferenceMetrics, TopAnomaly } from '../../core/snapshot/inference-metrics.ts';
import { layOutLine } from '../terminal/lay-out.ts';
import { PAPER, type Screen } from '../terminal/screen.ts';
import { dim, verdict } from '../terminal/verdict-style.ts';
import { formatCount, formatRate } from './format.ts';

/** What the scores may be trusted for, the rate, and the `shown` most anomalous rows, each with its reasons. */
export function renderScore({ scored, trust, fdr, anomaly_rate, top }: InferenceMetrics, screen: Screen = PAPER, shown = 10): string {
  return [
    ...layOutLine(
      [`${formatCount(scored)} rows scored, trust `, verdict(trust), ...(fdr.why_not === null ? [] : [`: ${fdr.why_not}`])],
      screen,
    ),
    ...layOutLine(`anomaly rate ${formatRate(anomaly_rate)}`, screen),
    ...top.slice(0, shown).flatMap((row) => layOutLine([`  ${row.score.toFixed(4)}  ${nameRow(row)}: `, describeReasons(row)], screen, 10)),
  ].join('\n');
}

export function nameRow({ key, row }: TopAnomaly): string {
  const parts = Object.entries(key).map(([column, value]) => `${column} ${value}`);
  return parts.length > 0 ? parts.join(', ') : `row ${row}`;
}

export function describeReasons({ reasons }: TopAnomaly) {
  return reasons.length > 0 ? reasons.map(({ text }) => text).join('; ') : dim('no single feature explains it');
}
