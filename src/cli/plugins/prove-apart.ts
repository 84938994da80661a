import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Interfaces } from '@oclif/core';
import { PluginError } from '../../core/errors.ts';
import { readPluginPackage } from '../../core/plugin/register-package.ts';
import { describeError } from '../error-report.ts';
import { stopSignal } from '../signals.ts';
import type { Contributions } from './list-contributions.ts';
import { proveUsable } from './prove-usable.ts';

/** Tells a process that it is there for the proof alone. */
const ASKED = 'OADS_PROVES_PLUGIN';
/** What the hook has, and the start of a process on a busy machine. */
const MOST_WAIT_MS = 15_000;

type Answer =
  | { readonly contributed: Contributions }
  | { readonly error: { readonly code: string; readonly message: string; readonly hint: string | null } };

export interface ProofOptions {
  readonly dataDir: string;
  /** What this process was started with: bin/run.js. */
  readonly program?: string;
  readonly mostWaitMs?: number;
  readonly stop?: AbortSignal;
}

/** proveUsable in a process of its own, which can be ended: a hook may loop, crash, or end it. Throws PluginError. */
export async function proveApart(root: string, options: ProofOptions): Promise<Contributions> {
  const { dataDir, program = process.argv[1], mostWaitMs = MOST_WAIT_MS, stop = stopSignal } = options;
  const { name, hook } = await readPluginPackage(root);
  const env = { ...process.env, OADS_DATA_DIR: dataDir, [ASKED]: '1' };
  // By its name the single executable knows that it is Node here. Not `ignore`: that needs /dev/null.
  const child = spawn(process.execPath, [program, 'plugins', 'install', root, '--quiet'], {
    argv0: 'node',
    env,
    // What the hook starts ends with it.
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
  });
  child.stdin?.end();
  child.stdout?.resume();
  const kill = () => killGroup(child.pid);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, mostWaitMs);
  stop.addEventListener('abort', kill);
  if (stop.aborted) kill();
  let answer: Answer | undefined;
  child.on('message', (told) => {
    if (isAnswer(told)) answer = told;
  });
  const ended = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // Not `close`: what the hook has started may hold its outputs.
    child.once('exit', (code, signal) => resolve(String(signal ?? code)));
  }).finally(() => {
    clearTimeout(timer);
    stop.removeEventListener('abort', kill);
    kill();
    child.stdout?.destroy();
  });
  // Its last message may still be on the way.
  if (child.connected) await once(child, 'disconnect');
  if (stop.aborted) throw stop.reason;
  if (answer && 'error' in answer) throw new PluginError(answer.error.code, answer.error.message, { hint: answer.error.hint ?? undefined });
  if (answer) return answer.contributed;
  const why = isLate ? `got nothing in ${Math.ceil(mostWaitMs / 1000)} s` : `its process ended with ${ended}`;
  throw new PluginError('OADS_PLUGIN_REGISTER', `plugin ${name}: ${path.join(root, hook)}: expected its hook to answer, ${why}`);
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** What the hook itself sends is none. */
function isAnswer(told: unknown): told is Answer {
  const { contributed, error } = (told ?? {}) as { contributed?: Contributions; error?: { code?: unknown; message?: unknown } };
  if (error) return typeof error.code === 'string' && typeof error.message === 'string';
  return typeof contributed === 'object' && contributed !== null && Object.values(contributed).every(Array.isArray);
}

/** Whether this process is there for the proof alone, whatever became of its channel: it must never install. */
export function isProofAsked(): boolean {
  return process.env[ASKED] !== undefined;
}

/** In the process that proveApart starts. */
export async function answerProof(root: string, config: Interfaces.Config): Promise<void> {
  delete process.env[ASKED];
  const answer: Answer = await proveUsable(root, config).then(
    (contributed) => ({ contributed }),
    (error: unknown) => ({ error: describeError(error) }),
  );
  if (!process.connected) return;
  await new Promise((resolve) => process.send?.(answer, resolve));
  process.disconnect?.();
}
