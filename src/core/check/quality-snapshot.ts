import type { QualityFlag } from '../snapshot/parts.ts';
import type { CheckResult, ColumnSummary, QualitySnapshot } from '../snapshot/quality-snapshot.ts';

export interface QualityFacts {
  readonly pipeline: string;
  readonly run_id: string;
  /** ISO 8601. */
  readonly as_of: string;
  readonly rows: QualitySnapshot['rows'];
  /** In the order of the config. */
  readonly results: readonly CheckResult[];
  readonly columns: readonly ColumnSummary[];
  /** Columns or types of the contract that are missing, so that features cannot be built. */
  readonly contractBroken: readonly string[];
  /** ISO 8601; null when the pipeline has no event time. */
  readonly maxEventTime: string | null;
}

const WORST_FIRST: readonly CheckResult['status'][] = ['error', 'fail', 'warn', 'pass'];

/** The verdict on the data: the worst of its checks, and each of them, failed ones first. */
export function buildQualitySnapshot(facts: QualityFacts): QualitySnapshot {
  const { pipeline, run_id, as_of, rows, results, columns, contractBroken, maxEventTime } = facts;
  const count = (status: CheckResult['status']) => results.filter((result) => result.status === status).length;
  return {
    schema: 'oads/quality_snapshot/v1',
    pipeline,
    run_id,
    as_of,
    flag: decideFlag(results, contractBroken.length > 0),
    rows: { ...rows },
    counts: { passed: count('pass'), warned: count('warn'), failed: count('fail'), errored: count('error') },
    contract_broken: [...contractBroken],
    max_event_time: maxEventTime,
    checks: [...results].sort((a, b) => WORST_FIRST.indexOf(a.status) - WORST_FIRST.indexOf(b.status)),
    columns: [...columns],
  };
}

/** A check that could not be computed weighs what its failure would: one of severity warn only warns. */
function decideFlag(results: readonly CheckResult[], isContractBroken: boolean): QualityFlag {
  const flags = results.map(({ status, severity }) => (status === 'error' && severity === 'warn' ? 'warn' : status));
  if (isContractBroken) flags.push('fail');
  return WORST_FIRST.find((flag) => flags.includes(flag)) ?? 'pass';
}
