import { createHash } from 'node:crypto';
import type { Channel } from '../../config/notify-defaults.ts';
import type { TopAnomaly } from '../../snapshot/inference-metrics.ts';
import type { NotifiedRun } from './notified-run.ts';

export interface FoundAnomaly {
  readonly id: string;
  readonly anomaly: TopAnomaly;
}

/** The anomalies of a run that a channel asks for, most anomalous first. Of a withheld run there are none. */
export function findAnomalies({ metrics, system }: NotifiedRun, { anomalies }: Pick<Channel, 'anomalies'>): FoundAnomaly[] {
  return metrics.top
    .filter(
      ({ rank, score, is_anomaly }) => is_anomaly && rank <= anomalies.top && score >= (anomalies.minScore ?? Number.NEGATIVE_INFINITY),
    )
    .map((anomaly) => ({ id: identify(anomaly, system.trust.run.input_digest), anomaly }));
}

/**
 * The same row with the same values is the same anomaly, in whichever batch it comes: windows overlap. A row that nothing but its place
 * names is the same only within the same rows.
 */
function identify({ key, values, row }: TopAnomaly, inputDigest: string): string {
  const isPlace = Object.keys(key).length === 1 && key.row === row;
  const parts = [isPlace ? inputDigest : null, sorted(key), sorted(values)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function sorted(record: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
