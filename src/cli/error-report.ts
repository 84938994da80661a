import { redactStrings } from '../core/config/redact-document.ts';
import { messageOf, OadsError } from '../core/errors.ts';
import { redactor } from './redactor.ts';
import { showControls, showControlsInLines, toPrintableJson } from './terminal/show-controls.ts';
import { describeUsage } from './usage-error.ts';
import { takeWarnings } from './warnings.ts';

export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly exitCode: number;
  readonly details: Record<string, unknown> | null;
}

/** What is known of anything thrown. An error that oads did not raise on purpose is a defect: exit 70. */
export function describeError(error: unknown): ErrorReport {
  if (error instanceof OadsError) {
    return {
      code: error.code,
      message: messageOf(error),
      hint: error.hint ?? null,
      exitCode: error.exitCode,
      details: error.details ?? null,
    };
  }
  const usage = describeUsage(error);
  if (usage) return { code: 'OADS_USAGE', ...usage, exitCode: 2, details: null };
  return {
    code: 'OADS_BUG',
    message: `unexpected: ${messageOf(error)}`,
    hint: 'this is a defect in oads: please report it with the command you ran (OADS_DEBUG=1 shows the stack)',
    exitCode: 70,
    details: null,
  };
}

/** On stderr: what stops the work and ends the process is one error, met twice. */
const said = new WeakSet<Error>();

function isSaid(error: unknown): boolean {
  return error instanceof Error && said.has(error);
}

/** Writes the error to stderr, or as one JSON object with the warnings before it to stdout, without secrets; returns the exit code. */
export function reportError(error: unknown, { json }: { json: boolean }): number {
  if (isSaid(error)) return describeError(error).exitCode;
  const report = redactStrings(describeError(error), redactor, (key) => key !== 'code');
  if (json) process.stdout.write(`${toPrintableJson({ error: report, warnings: takeWarnings() }, 2)}\n`);
  else {
    if (error instanceof Error) said.add(error);
    process.stderr.write(`error[${report.code}]: ${showControls(report.message)}\n`);
    if (report.hint) process.stderr.write(`  hint: ${showControls(report.hint)}\n`);
  }
  if (process.env.OADS_DEBUG && error instanceof Error) process.stderr.write(`${showControlsInLines(redactor(String(error.stack)))}\n`);
  return report.exitCode;
}
