import type { PipelineHistory } from '../core/artifacts/summarise-runs.ts';
import type { VerifyReport } from '../core/pipeline/verify-path.ts';
import type { DriftSnapshot } from '../core/snapshot/drift-snapshot.ts';
import type { QualitySnapshot } from '../core/snapshot/quality-snapshot.ts';
import type { SegmentSummary } from '../core/snapshot/segment-snapshot.ts';
import { encodeCsvLines } from './encode-csv-lines.ts';
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
    records: () => problems.map((problem) => ({ type: 'problem', ...problem })),
    summary: { ...report, problems: problems.length },
  };
}

export function recordsOfHistory(artifacts: string, histories: readonly PipelineHistory[]): Records {
  return {
    records: () => histories.flatMap(({ shown }) => shown.map((run) => ({ type: 'run', ...run }))),
    summary: {
      artifacts,
      pipelines: histories.map(({ shown, runs, ...rest }) => ({ ...rest, total: runs, listed: shown.length })),
    },
  };
}

/** The rate is a share; its interval has columns of its own. */
export function historyCsv(histories: readonly PipelineHistory[]): string {
  const header = [
    'pipeline',
    'run_id',
    'state',
    'finished_at',
    'as_of',
    'rows',
    'scored',
    'anomalies',
    'anomaly_rate',
    'rate_low',
    'rate_high',
  ];
  const more = ['quality', 'drift', 'trust_level', 'source_used', 'fallback_reason', 'latest', 'last_good', 'problem'];
  const rows = histories.flatMap(({ shown }) =>
    shown.map(({ anomaly_rate: rate, ...run }) => [
      ...[run.pipeline, run.run_id, run.state, run.finished_at, run.as_of, run.rows],
      ...(rate === null ? [null, null, null, null, null] : [rate.n, rate.count, rate.value, ...rate.interval]),
      ...[
        run.quality,
        run.drift,
        run.trust_level,
        run.source_used,
        run.fallback_reason,
        run.latest,
        run.last_good,
        run.problems[0] ?? null,
      ],
    ]),
  );
  return encodeCsvLines([...header, ...more], rows);
}
