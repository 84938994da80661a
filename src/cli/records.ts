import type { VerifyReport } from '../core/pipeline/verify-path.ts';
import type { DriftSnapshot } from '../core/snapshot/drift-snapshot.ts';
import type { QualitySnapshot } from '../core/snapshot/quality-snapshot.ts';
import type { SegmentSummary } from '../core/snapshot/segment-snapshot.ts';
import type { Report } from './oads-command.ts';

/** The lines of `--format ndjson`: what a result lists, and the rest of it as the summary. */
type Records = Pick<Report, 'records' | 'summary'>;

export function recordsOfQuality({ checks, columns: _, ...summary }: QualitySnapshot, segments: readonly SegmentSummary[] = []): Records {
  return {
    records: () => [
      ...checks.map((check) => ({ type: 'check', ...check })),
      ...segments.map((segmentation) => ({ type: 'segmentation', ...segmentation })),
    ],
    summary,
  };
}

export function recordsOfDrift({ features, ...summary }: DriftSnapshot, segments: readonly SegmentSummary[] = []): Records {
  return {
    records: () => [
      ...features.map((feature) => ({ type: 'feature', ...feature })),
      ...segments.map((segmentation) => ({ type: 'segmentation', ...segmentation })),
    ],
    summary,
  };
}

export function recordsOfVerification({ problems, ...report }: VerifyReport): Records {
  return {
    records: () => problems.map((problem) => ({ type: 'problem', problem })),
    summary: { ...report, problems: problems.length },
  };
}
