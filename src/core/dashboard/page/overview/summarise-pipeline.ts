import type { RunReading } from '../../../artifacts/read-runs.ts';
import type { DriftFlag, QualityFlag, Rate, SourceUsed } from '../../../snapshot/parts.ts';
import { ageSeconds } from '../../view/age.ts';
import { isStale } from '../../view/judge-age.ts';
import type { Mark } from '../parts/draw-mark.ts';

/** What the overview says of a pipeline. Small: it is kept for each of them at once. */
export interface OverviewLine {
  readonly name: string;
  readonly mark: Mark;
  readonly isStale: boolean;
  readonly isFallback: boolean;
  readonly fallbackReason: string | null;
  /** The first of what speaks against it; null where nothing does. */
  readonly reason: string | null;
  readonly moreReasons: number;
  readonly maxEventTime: string | null;
  /** When a run last came to this result; null without a sound run. */
  readonly confirmedAt: string | null;
  readonly quality: { readonly flag: QualityFlag; readonly bad: number; readonly checks: number } | null;
  readonly drift: { readonly flag: DriftFlag; readonly drifted: number; readonly tested: number } | null;
  readonly rate: Rate | null;
  readonly source: SourceUsed | null;
}

export function summarisePipeline(
  name: string,
  run: RunReading,
  { now, staleAfterSeconds }: { now: Date; staleAfterSeconds: number | null },
): OverviewLine {
  if (run.state !== 'ok') {
    const problems = run.state === 'damaged' ? run.problems : ['no run has finished yet'];
    return { ...UNKNOWN, name, mark: run.state, reason: problems[0] ?? null, moreReasons: Math.max(0, problems.length - 1) };
  }
  const { summary, trust } = run.system;
  const confirmedAt = run.confirmed_at ?? run.manifest.finished_at;
  const { passed, warned, failed, errored, flag } = trust.quality;
  return {
    name,
    mark: trust.level,
    isStale: isStale(ageSeconds(confirmedAt, now), staleAfterSeconds) === true,
    isFallback: summary.source_used === 'last_good' || summary.source_used === 'file',
    fallbackReason: summary.fallback_reason,
    reason: trust.reasons[0]?.message ?? null,
    moreReasons: Math.max(0, trust.reasons.length - 1),
    maxEventTime: trust.data.max_event_time,
    confirmedAt,
    quality: { flag, bad: warned + failed + errored, checks: passed + warned + failed + errored },
    drift: { flag: trust.drift.flag, drifted: trust.drift.drifted.length, tested: trust.drift.tested },
    rate: summary.anomaly_rate,
    source: summary.source_used,
  };
}

const UNKNOWN = {
  isStale: false,
  isFallback: false,
  fallbackReason: null,
  maxEventTime: null,
  confirmedAt: null,
  quality: null,
  drift: null,
  rate: null,
  source: null,
} as const;
