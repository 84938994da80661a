import type { InferenceMetrics } from '../../snapshot/inference-metrics.ts';
import type { QualitySnapshot } from '../../snapshot/quality-snapshot.ts';
import type { SystemState } from '../../snapshot/system-state.ts';

/** What of a committed run is told. */
export interface NotifiedRun {
  readonly system: SystemState;
  readonly quality: QualitySnapshot;
  readonly metrics: InferenceMetrics;
}
