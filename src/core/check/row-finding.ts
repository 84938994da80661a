import type { CheckStatus, Finding } from './check.ts';
import type { PlannedCheck } from './plan-checks.ts';
import type { RowTally } from './row-tally.ts';
import { formatCount, formatLimit, formatRows, formatShare } from './wording.ts';

/** Rows set aside by all checks together, of all rows, and the share of them that is allowed. */
export interface QuarantineShare {
  readonly quarantined: number;
  readonly rowsIn: number;
  readonly maxShare: number;
}

const ASIDE = 'severity quarantine sets them aside, ';

/** What a check of rows found, with its tolerance or, if it sets rows aside, the limit on those. */
export function findRows(
  { check, severity, tolerance }: PlannedCheck,
  tally: RowTally,
  expectation: string,
  quarantine: QuarantineShare,
): { finding: Finding; status: CheckStatus } {
  const { judged, failed } = tally;
  const common = { observed: describeRows(tally), rows: { judged, failed }, samples: tally.samples.list };
  if (severity === 'quarantine') {
    const { quarantined, rowsIn, maxShare } = quarantine;
    const over = rowsIn > 0 && quarantined / rowsIn > maxShare;
    const status = failed === 0 ? 'pass' : over ? 'fail' : 'warn';
    const total = `${formatShare(quarantined, rowsIn)} of all rows set aside`;
    const finding: Finding = {
      ...common,
      passed: status !== 'fail',
      observed: status === 'fail' ? `${common.observed}; ${total}` : common.observed,
      expected: `${expectation}, and at most ${formatLimit(maxShare)} of all rows set aside`,
      hint: {
        pass: undefined,
        warn: 'these rows were set aside: mend them at the source',
        fail: 'mend the source, or raise quarantine.max_share',
      }[status],
    };
    return { finding, status };
  }
  // Divided, not multiplied: 29 of 100 is exactly .29, but .29 × 100 is less than 29.
  const passed = failed === 0 || failed / judged <= tolerance;
  const finding: Finding = {
    ...common,
    passed,
    expected: tolerance > 0 ? `${expectation}, at most ${formatLimit(tolerance)} of rows excepted` : expectation,
    hint: passed ? undefined : `mend these rows at the source; ${check.kind === 'group' ? '' : ASIDE}tolerance allows for a share of them`,
  };
  return { finding, status: passed ? 'pass' : severity };
}

function describeRows({ judged, failed }: RowTally): string {
  if (judged === 0) return 'no row to judge';
  return failed === 0
    ? `all of ${formatRows(judged)}`
    : `not so in ${formatRows(failed)} of ${formatCount(judged)} (${formatShare(failed, judged)})`;
}
