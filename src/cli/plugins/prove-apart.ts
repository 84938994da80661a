import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Interfaces } from '@oclif/core';
import { PluginError } from '../../core/errors.ts';
import { readPluginPackage } from '../../core/plugin/register-package.ts';
import { describeError } from '../error-report.ts';
import { stopSignal } from '../signals.ts';
import { addCommandFaults, takeCommandFaults } from './hush-host.ts';
import type { Contributions } from './list-contributions.ts';
import { proveUsable, type Step } from './prove-usable.ts';

/** Tells a process that it is there for the proof alone. */
const ASKED = 'OADS_PROVES_PLUGIN';
/** What the hook has, and the start of a process on a busy machine. */
const MOST_WAIT_MS = 15_000;

/** Behind stdin, stdout, stderr and the channel: a pipe that ends with the process that has asked, however that ends. */
const LIFELINE = 4;
/** A loop of the plugin's keeps the main thread from ever seeing that end. A thread that waits in an event loop can be stopped at any time. */
const END_WITH_ASKER = `
  const end = () => process.kill(-process.pid, 'SIGKILL');
  new (require('node:net').Socket)({ fd: ${LIFELINE} }).on('error', () => {}).on('close', end).resume();`;

const STEPS: Record<Step, string> = { commands: 'its commands to load', init: 'its init hook to answer', register: 'its hook to answer' };

type Answer =
  | { readonly contributed: Contributions; readonly faults?: readonly string[] }
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
    stdio: ['pipe', 'pipe', 'inherit', 'ipc', 'pipe'],
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
  let step: Step = 'register';
  child.on('message', (told) => {
    if (isStep(told)) step = told;
    else if (isAnswer(told)) answer = told;
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
    child.stdio[LIFELINE]?.destroy();
  });
  // Its last message may still be on the way.
  if (child.connected) await once(child, 'disconnect');
  if (stop.aborted) throw stop.reason;
  if (answer && 'error' in answer) throw new PluginError(answer.error.code, answer.error.message, { hint: answer.error.hint ?? undefined });
  if (answer) {
    addCommandFaults(answer.faults ?? []);
    return answer.contributed;
  }
  const why = isLate ? `got nothing in ${Math.ceil(mostWaitMs / 1000)} s` : `its process ended with ${ended}`;
  const file = path.join(root, step === 'register' ? hook : 'package.json');
  throw new PluginError('OADS_PLUGIN_REGISTER', `plugin ${name}: ${file}: expected ${STEPS[step]}, ${why}`);
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

function isStep(told: unknown): told is Step {
  return typeof told === 'string' && Object.hasOwn(STEPS, told);
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
  // Whoever has asked is gone.
  if (!process.connected) return;
  new Worker(END_WITH_ASKER, { eval: true }).on('error', () => {}).unref();
  const answer: Answer = await proveUsable(root, config, tell).then(
    (contributed) => ({ contributed, faults: takeCommandFaults() }),
    (error: unknown) => ({ error: describeError(error) }),
  );
  await tell(answer);
  if (process.connected) process.disconnect();
}

/** Done once it is written: a loop behind it takes nothing back. */
async function tell(message: Step | Answer): Promise<void> {
  if (process.connected) await new Promise((resolve) => process.send?.(message, resolve));
}
