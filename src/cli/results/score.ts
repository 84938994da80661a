import Type, { type Static } from 'typebox';
import { InferenceMetrics } from '../../core/snapshot/inference-metrics.ts';
import { closed } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

export const ScoreResult = Type.Object({ ...InferenceMetrics.properties, warnings }, { ...closed, title: 'oads score --json' });
export type ScoreResult = Static<typeof ScoreResult>;
