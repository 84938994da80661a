/** What keeps the program from starting: told as all errors of oads are, exit 3. */
export class LauncherProblem extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** Writes it where the program would: one object on stdout with `--json`, else lines on stderr. Gives the exit code. */
export function reportProblem(problem: unknown, argv: readonly string[]): number {
  const isKnown = problem instanceof LauncherProblem;
  const message = problem instanceof Error ? problem.message : String(problem);
  const report = {
    code: isKnown ? problem.code : 'OADS_BUG',
    message: isKnown ? message : `unexpected: ${message}`,
    hint: isKnown ? problem.hint : 'this is a defect in oads: please report it with the command you ran (OADS_DEBUG=1 shows the stack)',
    exitCode: isKnown ? 3 : 70,
    details: null,
  };
  if (argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: report, warnings: [] }, null, 2)}\n`);
  else process.stderr.write(`error[${report.code}]: ${report.message}\n  hint: ${report.hint}\n`);
  if (process.env.OADS_DEBUG && problem instanceof Error) process.stderr.write(`${problem.stack}\n`);
  return report.exitCode;
}
