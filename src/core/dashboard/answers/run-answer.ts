import Type, { type Static } from 'typebox';
import { DriftSnapshot } from '../../snapshot/drift-snapshot.ts';
import { InferenceMetrics } from '../../snapshot/inference-metrics.ts';
import { Manifest } from '../../snapshot/manifest.ts';
import { closed } from '../../snapshot/parts.ts';
import { QualitySnapshot } from '../../snapshot/quality-snapshot.ts';
import { SegmentSnapshot } from '../../snapshot/segment-snapshot.ts';
import { SystemState } from '../../snapshot/system-state.ts';
import { AgeSeconds, Data, orNull, PipelineName, Problems, RunId } from './parts.ts';

/** The documents of a run; all null where it is damaged, for nothing in it can be relied on then. */
export const RunAnswer = Type.Object(
  {
    pipeline: PipelineName,
    data: Data,
    run_id: RunId,
    problems: Problems,
    run_age_seconds: AgeSeconds,
    data_age_seconds: AgeSeconds,
    manifest: orNull(Manifest),
    system_state: orNull(SystemState),
    quality_snapshot: orNull(QualitySnapshot),
    drift_snapshot: orNull(DriftSnapshot),
    segment_snapshot: orNull(SegmentSnapshot),
    inference_metrics: orNull(InferenceMetrics),
  },
  closed,
);
export type RunAnswer = Static<typeof RunAnswer>;
