import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Interfaces } from '@oclif/core';
import { PluginError } from '../../core/errors.ts';
import { readPluginPackage } from '../../core/plugin/register-package.ts';
import { describeError } from '../error-report.ts';
import { stopSignal } from '../signals.ts';
import { proveUsable } from './prove-usable.ts';

/** Tells a process that it is there for the proof alone. */
const ASKED = 'OADS_PROVES_PLUGIN';
/** What the hook has, and the start of a process on a busy machine. */
const MOST_WAIT_MS = 15_000;

type Answer = { readonly error?: { readonly code: string; readonly message: string; readonly hint: string | null } };

export interface ProofOptions {
  readonly dataDir: string;
  /** What this process was started with: bin/run.js. */
  readonly program?: string;
  readonly mostWaitMs?: number;
  readonly stop?: AbortSignal;
}

/** proveUsable in a process of its own, which can be ended: a hook may loop, crash, or end it. Throws PluginError. */
export async function proveApart(root: string, options: ProofOptions): Promise<void> {
  const { dataDir, program = process.argv[1], mostWaitMs = MOST_WAIT_MS, stop = stopSignal } = options;
  const { name, hook } = await readPluginPackage(root);
  const env = { ...process.env, OADS_DATA_DIR: dataDir, [ASKED]: '1' };
  // By its name the single executable knows that it is Node here. Not `ignore`: that needs /dev/null.
  const child = spawn(process.execPath, [program, 'plugins', 'install', root, '--quiet'], {
    argv0: 'node',
    env,
    stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
  });
  child.stdin?.end();
  child.stdout?.resume();
  const kill = () => void child.kill('SIGKILL');
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, mostWaitMs);
  stop.addEventListener('abort', kill);
  if (stop.aborted) kill();
  let answer: Answer | undefined;
  child.on('message', (told) => {
    answer = told as Answer;
  });
  const ended = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(String(signal ?? code)));
  }).finally(() => {
    clearTimeout(timer);
    stop.removeEventListener('abort', kill);
  });
  if (stop.aborted) throw stop.reason;
  if (answer?.error) throw new PluginError(answer.error.code, answer.error.message, { hint: answer.error.hint ?? undefined });
  if (answer) return;
  const why = isLate ? 'got nothing in 10 s' : `its process ended with ${ended}`;
  throw new PluginError('OADS_PLUGIN_REGISTER', `plugin ${name}: ${path.join(root, hook)}: expected its hook to answer, ${why}`);
}

export function isProofAsked(): boolean {
  return process.env[ASKED] !== undefined && process.connected;
}

/** In the process that proveApart starts. */
export async function answerProof(root: string, config: Interfaces.Config): Promise<void> {
  delete process.env[ASKED];
  const answer: Answer = await proveUsable(root, config).then(
    () => ({}),
    (error: unknown) => ({ error: describeError(error) }),
  );
  await new Promise((resolve) => process.send?.(answer, resolve));
  process.disconnect();
}
