import type { SegmentSnapshot } from '../../src/core/snapshot/segment-snapshot.ts';
import type { RunDocuments } from './artifacts.ts';

const LONG = 'feature_'.repeat(12);
const RIGHT_TO_LEFT = 'شحنة متأخرة '.repeat(8);

/** 400 features, 300 checks, long and right-to-left names, numbers of all sizes, a season and changed dependences. */
export function crowdRun(documents: RunDocuments): void {
  crowd(documents, { features: 400, checks: 300 });
}

/** The same in small, and past the folds of the page yet (8 passes, 24 features): what takes a browser seconds in hundreds shows in dozens. */
export function crowdRunSlightly(documents: RunDocuments): void {
  crowd(documents, { features: 26, checks: 12 });
}

function crowd({ drift, quality, metrics, system }: RunDocuments, sizes: { features: number; checks: number }): void {
  const [feature] = drift.features;
  const statuses = ['none', 'moderate', 'none', 'severe', 'none', 'insufficient'] as const;
  drift.features = Array.from({ length: sizes.features }, (_, index) => ({
    ...feature,
    feature: index === 3 ? RIGHT_TO_LEFT : `${index} ${LONG}`,
    status: statuses[index % 6],
    effects: { ...feature.effects, psi: { value: index === 9 ? 1.5e300 : index / 1000, interval: [1e-12, 3e300] } },
    q: index === 0 ? 0 : index / sizes.features,
  }));
  drift.verdict = 'severe';
  drift.drifted = drift.features.filter(({ status }) => status === 'severe' || status === 'moderate').map(({ feature: name }) => name);
  drift.tested = 333;
  drift.insufficient = 67;
  drift.thresholds = { psi: { moderate: 0.1, severe: 0.25 } };
  const leading = { effect: 'psi', value: 0.3, interval: [0.2, 0.4] as [number, number], n_ref: 400, n_cur: 2000 };
  drift.season = {
    by: ['month'],
    verdict: 'moderate',
    why_unavailable: null,
    phases: { batch: 2, reference: 12, unknown_rows: { value: 0, count: 0, n: 2000, interval: [0, 0.002] } },
    reference_rows: 812,
    tested: 333,
    insufficient: 67,
    drifted: [RIGHT_TO_LEFT],
    reasons: [],
    features: [{ feature: RIGHT_TO_LEFT, status: 'moderate', ...leading, q: 0.001, reasons: ['differs from the same months'] }],
  };
  drift.multivariate = {
    status: 'severe',
    tested: 20,
    insufficient: 1,
    drifted_pairs: 1,
    drifted: [
      {
        features: ['delay', 'taxi'],
        status: 'severe',
        n_ref: 10_000,
        n_cur: 2000,
        p: 1e-9,
        q: 2e-8,
        tests: { trend: null, chi_square: null },
        moved: { value: 0.21, interval: [0.18, 0.24] },
        rank_correlation: { expected: 0.8, current: 0.1 },
        reasons: ['delay and taxi no longer move together'],
      },
    ],
    reasons: [],
  };
  const [passed] = quality.checks;
  const check = (index: number) => ({ ...passed, id: `check ${index}` });
  quality.checks = Array.from({ length: sizes.checks }, (_, index) => {
    if (index % 4 !== 1) return check(index);
    const failed = { value: 1e-9, count: 1, n: 1_000_000_000, interval: [1e-10, 6e-9] as [number, number] };
    return { ...check(index), status: 'warn', severity: 'quarantine', failed, samples: [{ row: 7, values: { [LONG]: RIGHT_TO_LEFT } }] };
  });
  quality.counts = { passed: 225, warned: 75, failed: 0, errored: 0 };
  metrics.threshold = 1e-7;
  system.trust.reasons = [
    { code: 'drift_severe_warn', message: 'the data have drifted far', level: 'rank-only', evidence: drift.drifted.join(', ') },
    { code: 'quality_warned', message: 'quality checks warned', level: 'qualified', evidence: null },
    { code: 'segment_drift', message: 'a segment has drifted severely', level: 'qualified', evidence: null },
  ];
}

export function describeSegments(envelope: { pipeline: string; run_id: string; as_of: string }): SegmentSnapshot {
  const rate = { value: 0.25, count: 50, n: 200, interval: [0.195, 0.314] as [number, number] };
  return {
    schema: 'oads/segment_snapshot/v1',
    ...envelope,
    min_rows: 50,
    segmentations: [
      {
        columns: ['airport'],
        why_unavailable: null,
        why_no_drift: null,
        segments: 12,
        small: 3,
        drift: { tested: 9, moderate: 0, severe: 1 },
        quality: { tested: 9, warned: 0, failed: 1 },
        anomalies: { high: 1 },
        new: { segments: 1, rows: 20, more: false },
        missing: 1,
        other: { rows: 0 },
        worst: [
          {
            key: { airport: RIGHT_TO_LEFT },
            state: 'known',
            rows: { in: 200, quarantined: 1, reference: 900, expected: 210.4, q_missing: null },
            drift: {
              verdict: 'severe',
              drifted: [
                {
                  feature: LONG,
                  status: 'severe',
                  effect: 'psi',
                  value: 0.4,
                  interval: [0.3, 0.5],
                  q: 0,
                  n_ref: 900,
                  n_cur: 200,
                  reasons: [],
                },
              ],
            },
            quality: { status: 'fail', failed: [{ check: 'range', status: 'fail', failed: rate, allowed: 0.05, q: 0.001 }] },
            anomalies: { rate, high: true, q: 0.001 },
          },
          {
            key: { airport: 'OSL' },
            state: 'missing',
            rows: { in: 0, quarantined: 0, reference: 500, expected: 100, q_missing: 1e-9 },
            drift: { verdict: 'insufficient', drifted: [] },
            quality: { status: 'insufficient', failed: [] },
            anomalies: { rate: null, high: false, q: null },
          },
        ],
      },
    ],
  };
}
