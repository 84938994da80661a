import { parseInstantMs } from '../../view/age.ts';
import type { OverviewLine } from './summarise-pipeline.ts';

const LEVELS = { damaged: 0, withheld: 1, stale: 2, no_data: 4, 'rank-only': 5, qualified: 6, certified: 7 } as const;
const FALLBACK = 3;

/** The lower, the sooner somebody must look. Old or substitute data come before what a run made of them. */
export function rankLine({ mark, isStale, isFallback }: OverviewLine): number {
  return Math.min(LEVELS[mark], isStale ? LEVELS.stale : LEVELS.certified, isFallback ? FALLBACK : LEVELS.certified);
}

/** Worst first; of the same rank the one whose run is oldest, then by name. */
export function sortLines(lines: readonly OverviewLine[]): OverviewLine[] {
  const time = ({ confirmedAt }: OverviewLine) => parseInstantMs(confirmedAt) ?? 0;
  return [...lines].sort((a, b) => rankLine(a) - rankLine(b) || time(a) - time(b) || (a.name < b.name ? -1 : 1));
}
