import Type, { type Static } from 'typebox';
import { closed } from '../../core/snapshot/parts.ts';
import { QualitySnapshot } from '../../core/snapshot/quality-snapshot.ts';
import { SegmentSummary } from '../../core/snapshot/segment-snapshot.ts';
import { warnings } from './warnings.ts';

export const CheckResult = Type.Object(
  { ...QualitySnapshot.properties, segments: Type.Optional(Type.Array(SegmentSummary)), warnings },
  { ...closed, title: 'oads check --json' },
);
export type CheckResult = Static<typeof CheckResult>;
