import type { Config } from '../config/defaults.ts';
import type { SeasonGrouping, SegmentGrouping } from '../profile/groups/grouping.ts';

/** However many phases a season has, the reference lists so many: four weeks of hours. */
export const MAX_PHASES = 1000;

export function segmentGroupings({ segments }: Config): SegmentGrouping[] {
  return segments.map((columns) => ({ kind: 'segment', columns }));
}

export function seasonGrouping({ season }: Config): SeasonGrouping | undefined {
  return season && { kind: 'season', ...season };
}
