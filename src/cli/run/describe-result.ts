import type { RunResult } from '../../core/pipeline/run-pipeline.ts';

/** With `--strict` a run that is not certified is a no; with `--exit-zero` no is no failure. */
export function verdictOf(
  { exitCode, state }: Pick<RunResult, 'exitCode' | 'state'>,
  { strict, 'exit-zero': exitZero }: { strict: boolean; 'exit-zero': boolean },
): number {
  const code = exitCode === 0 && strict && state.trust.level !== 'certified' ? 1 : exitCode;
  return code === 1 && exitZero ? 0 : code;
}

/** What `oads run --json` prints of a run. */
export function describeResult(result: RunResult, exitCode: number) {
  return {
    ...result.state,
    artifacts: result.dir,
    existed: result.existed,
    source_failures: result.failures,
    outranked_by: result.outrankedBy && {
      run_id: result.outrankedBy.runId,
      trust_level: result.outrankedBy.trustLevel,
      finished_at: result.outrankedBy.finishedAt,
    },
    newer_run: result.newerRun,
    reference_age_seconds: result.reference?.to ? Math.round(result.reference.ageMs / 1000) : null,
    exit_code: exitCode,
  };
}
