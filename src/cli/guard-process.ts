import { BugError, type OadsError, PluginError } from '../core/errors.ts';
import { describeSuspect, findCulprit, isHosting } from './plugins/hosted-plugins.ts';

let exit: typeof process.exit = process.exit.bind(process);
let isUnderWay = false;
let report: (error: OadsError) => number = () => 70;

/** For oads alone: what else calls `process.exit` while a command is under way gets an error. */
export function endProcess(code?: number): never {
  releaseProcess();
  // An undefined code would be taken for 0.
  return exit(code ?? process.exitCode);
}

/** A command that something else ends, or that waits for what never comes, is not done: `onEnd` tells so and gives the exit code. */
export function guardProcess(onEnd: (error: OadsError) => number): void {
  exit = process.exit.bind(process);
  isUnderWay = true;
  report = onEnd;
  process.exit = refuseExit;
  process.on('beforeExit', refuseWaiting);
  process.on('exit', refuseEnding);
}

/** The command is done. */
export function releaseProcess(): void {
  isUnderWay = false;
  if (process.exit === refuseExit) process.exit = exit;
  process.off('beforeExit', refuseWaiting);
  process.off('exit', refuseEnding);
}

function refuseWaiting(): void {
  if (isUnderWay) endProcess(report(waitsForEver()));
}

function refuseEnding(): void {
  if (!isUnderWay) return;
  isUnderWay = false;
  process.exitCode = report(new PluginError('OADS_PLUGIN_EXIT', `${describeSuspect()} ended the process before the command was done`));
}

function refuseExit(code?: number | string | null): never {
  const error = new PluginError('OADS_PLUGIN_EXIT', `a plugin called process.exit(${code ?? ''})`, {
    hint: 'it must throw an error instead',
  });
  const culprit = findCulprit(error);
  if (culprit !== undefined) error.message = `plugin ${culprit} called process.exit(${code ?? ''})`;
  throw error;
}

function waitsForEver(): OadsError {
  if (!isHosting()) return new BugError('unexpected: the command waits for something that never comes');
  return new PluginError('OADS_PLUGIN_FAILED', `${describeSuspect()} waits for something that never comes`, {
    hint: 'one of its promises is never settled',
  });
}
