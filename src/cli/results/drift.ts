import Type, { type Static } from 'typebox';
import { DriftSnapshot } from '../../core/snapshot/drift-snapshot.ts';
import { closed } from '../../core/snapshot/parts.ts';
import { SegmentSummary } from '../../core/snapshot/segment-snapshot.ts';
import { warnings } from './warnings.ts';

export const DriftResult = Type.Object(
  { ...DriftSnapshot.properties, segments: Type.Optional(Type.Array(SegmentSummary)), warnings },
  { ...closed, title: 'oads drift --json' },
);
export type DriftResult = Static<typeof DriftResult>;
