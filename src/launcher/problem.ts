interface ProblemOptions {
  readonly hint?: string;
  readonly exitCode?: number;
}

/** What keeps the program from starting: told as all errors of oads are. Exit 3 unless said otherwise. */
export class LauncherProblem extends Error {
  readonly code: string;
  readonly hint: string | null;
  readonly exitCode: number;

  constructor(code: string, message: string, { hint, exitCode = 3 }: ProblemOptions = {}) {
    super(message);
    this.code = code;
    this.hint = hint ?? null;
    this.exitCode = exitCode;
  }
}

/** Nothing that was carried along can be trusted any more. */
export function damagedExecutable(what: string): LauncherProblem {
  return new LauncherProblem('OADS_STORE_DAMAGED', `the executable is damaged: ${what}`, {
    hint: 'download it again, and compare it with its .sha256',
  });
}

/** What was unpacked cannot be read, or not as a program; an error of another kind is itself. */
export function asBroken(error: NodeJS.ErrnoException, root: string): Error {
  const isOfFiles = error.errno !== undefined || error instanceof SyntaxError || /MODULE_NOT_FOUND$/.test(error.code ?? '');
  if (!isOfFiles) return error;
  const [first] = error.message.split('\n');
  return new LauncherProblem('OADS_STORE_DAMAGED', `the unpacked program cannot be loaded: ${first}`, {
    hint: `remove ${root}: the next start unpacks it anew`,
  });
}

/** Writes it where the program would: one object on stdout with `--json`, else lines on stderr. Gives the exit code. */
export function reportProblem(problem: unknown, argv: readonly string[]): number {
  const isKnown = problem instanceof LauncherProblem;
  const message = problem instanceof Error ? problem.message : String(problem);
  const report = {
    code: isKnown ? problem.code : 'OADS_BUG',
    message: showControls(isKnown ? message : `unexpected: ${message}`),
    hint: isKnown ? problem.hint : 'this is a defect in oads: please report it with the command you ran (OADS_DEBUG=1 shows the stack)',
    exitCode: isKnown ? problem.exitCode : 70,
    details: null,
  };
  // A reader that is gone has what it wanted.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  if (argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: report, warnings: [] }, null, 2)}\n`);
  else process.stderr.write(`error[${report.code}]: ${report.message}\n${report.hint === null ? '' : `  hint: ${report.hint}\n`}`);
  if (process.env.OADS_DEBUG && problem instanceof Error) process.stderr.write(`${problem.stack}\n`);
  return report.exitCode;
}

/** Names of directories may hold what a terminal would obey. */
export function showControls(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}
