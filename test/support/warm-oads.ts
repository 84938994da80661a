import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Finished } from './cli.ts';

export interface WarmCommand {
  readonly args: readonly string[];
  /** All of it. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What starts the npm version. */
  readonly program: string;
}

interface Host {
  readonly child: ChildProcess;
  readonly said: Record<'stdout' | 'stderr', Buffer[]>;
  /** Looks whether the command is over. */
  onText: () => void;
  onEnd: (code: number | null, signal: NodeJS.Signals | null) => void;
  onError: (error: Error) => void;
}

const STREAMS = ['stdout', 'stderr'] as const;
let host: Host | undefined;
let isBusy = false;
process.on('beforeExit', endHost);

/** A command would have to wait. */
export function isHostBusy(): boolean {
  return isBusy;
}

/** Runs a command in the one process that this test file keeps for them. Where that ends with the command, its end is the answer. */
export async function runWarm(command: WarmCommand): Promise<Finished> {
  if (isBusy) throw new Error('expected one command at a time in the host, got a second one');
  isBusy = true;
  if (!host?.child.connected) host = startHost(command.env);
  const { child } = host;
  holdTestFile(child, true);
  try {
    return await run(host, command);
  } finally {
    isBusy = false;
    holdTestFile(child, false);
  }
}

function run(running: Host, { args, env, cwd, program }: WarmCommand): Promise<Finished> {
  const { child, said } = running;
  const mark = randomUUID();
  said.stdout = [];
  said.stderr = [];
  return new Promise((resolve, reject) => {
    running.onError = reject;
    running.onText = () => {
      const marked = STREAMS.map((name) => takeMarked(said[name], mark));
      const [stdout, stderr] = marked;
      if (stdout && stderr) resolve({ code: stdout.code, signal: null, stdout: stdout.text, stderr: stderr.text });
    };
    running.onEnd = (code, signal) => {
      const [stdout, stderr] = STREAMS.map((name) => Buffer.concat(said[name]).toString('utf8'));
      resolve({ code, signal, stdout, stderr });
    };
    child.send({ args, env, cwd, umask: process.umask(), program, mark });
  });
}

/** What was said before the mark, and the exit code behind it; undefined while there is none. */
function takeMarked(chunks: readonly Buffer[], mark: string): { text: string; code: number } | undefined {
  const start = `\0${mark} `;
  // It is the last that is written, and may come in two parts.
  if (chunks.at(-1)?.at(-1) !== 0x0a || !Buffer.concat(chunks.slice(-2)).includes(start)) return undefined;
  const all = Buffer.concat(chunks);
  const at = all.lastIndexOf(start);
  return { text: all.subarray(0, at).toString('utf8'), code: Number(all.subarray(at + start.length).toString('utf8')) };
}

function startHost(env: Readonly<Record<string, string>>): Host {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'warm-host.mjs')], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const started: Host = { child, said: { stdout: [], stderr: [] }, onText: () => {}, onEnd: () => {}, onError: () => {} };
  for (const name of STREAMS) {
    child[name]?.on('data', (chunk: Buffer) => {
      started.said[name].push(chunk);
      started.onText();
    });
  }
  child.on('error', (error) => started.onError(error));
  child.on('exit', () => {
    if (host === started) host = undefined;
  });
  child.on('close', (code, signal) => started.onEnd(code, signal));
  return started;
}

/** Between commands the host must not keep the test file from ending. */
function holdTestFile(child: ChildProcess, isHeld: boolean): void {
  const handles = [child, child.channel, child.stdout, child.stderr] as ({ ref(): void; unref(): void } | null | undefined)[];
  for (const handle of handles) isHeld ? handle?.ref() : handle?.unref();
}

/** Waits for it, so that its CPU time is counted among this process's. */
function endHost(): void {
  if (host === undefined) return;
  const { child } = host;
  child.ref();
  child.disconnect();
}
