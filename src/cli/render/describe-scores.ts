import type { InferenceMetrics } from '../../core/snapshot/inference-metrics.ts';
import { formatCount, formatRate } from './format.ts';

/** What a bare score came to, and its `top` most anomalous rows with their reasons. */
export function describeScores(metrics: InferenceMetrics, top: number): string[] {
  return [
    `${formatCount(metrics.scored)} rows scored, trust ${metrics.trust}: ${metrics.fdr.why_not}`,
    `anomaly rate ${formatRate(metrics.anomaly_rate)}`,
    ...metrics.top.slice(0, top).map(({ key, row, score, reasons }) => {
      const cells = Object.entries(key).map(([column, value]) => `${column} ${value}`);
      const name = cells.length > 0 ? cells.join(', ') : `row ${row}`;
      return `  ${score.toFixed(4)}  ${name}: ${reasons.map(({ text }) => text).join('; ') || 'no single feature explains it'}`;
    }),
  ];
}
