/** Outcome of a significance test; `null` in place of it means that there was nothing to compare. */
export interface TestResult {
  statistic: number;
  p: number;
}
