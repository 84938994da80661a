import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findExecutable } from './find-executable.mjs';

export const root = path.resolve(import.meta.dirname, '..', '..');

/** The executable that OADS_BIN names; undefined where the npm version is under test, as it is without OADS_BIN. */
export const executable = findExecutable(root);

/** The npm version, file and first arguments: the built `bin/run.js`. */
export const npmCommand: readonly string[] = [process.execPath, path.join(root, 'bin', 'run.js')];

/** The CLI under test, file and first arguments. */
export const oadsCommand: readonly string[] = executable ? [executable] : npmCommand;

/** The CLI under test as a shell starts it. */
export const oadsInShell = oadsCommand.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');

/** What every environment of the CLI under test holds, whatever else a test leaves out: where the executable is unpacked, once for all. */
export const oadsEnv: Readonly<Record<string, string>> =
  executable && process.env.OADS_CACHE_DIR ? { OADS_CACHE_DIR: process.env.OADS_CACHE_DIR } : {};

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** Gets the process as soon as it runs. */
  onStart?: (child: ChildProcess) => void;
  /** What is started, with the arguments behind it, instead of the CLI under test: a shell around it. */
  command?: readonly string[];
}

/** The small pipeline's present: every run of a test sees the same time unless it says otherwise. */
export const AS_OF = '2026-11-01T00:00:00Z';

/** Starts the CLI under test with an environment of the test's own. */
export function startOads(args: readonly string[], options: CliOptions = {}): { child: ChildProcess; finished: Promise<Finished> } {
  const [file, ...first] = options.command ?? oadsCommand;
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    TMPDIR: process.env.TMPDIR,
    // What V8 compiled, for all tests together.
    ...(process.env.NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE } : {}),
    ...oadsEnv,
    NO_COLOR: '1',
    OADS_AS_OF: AS_OF,
    ...options.env,
  };
  const child = spawn(file, [...first, ...args], { cwd: options.cwd ?? root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  options.onStart?.(child);
  return { child, finished };
}

export async function runOads(args: readonly string[], options?: CliOptions): Promise<Finished> {
  return startOads(args, options).finished;
}

/** Runs with `--json`: the one object on stdout. */
export async function runJson<T = Record<string, unknown>>(args: readonly string[], options?: CliOptions): Promise<Finished & { json: T }> {
  const finished = await runOads([...args, '--json'], options);
  try {
    return { ...finished, json: JSON.parse(finished.stdout) as T };
  } catch {
    throw new Error(
      `expected one JSON object on stdout, got ${JSON.stringify(finished.stdout.slice(0, 300))}; stderr ${finished.stderr.slice(0, 600)}`,
    );
  }
}

/** A directory of the test's own, removed by `remove`. */
export async function scratchDir(): Promise<{ dir: string; remove: () => Promise<void> }> {
  const dir = await mkdtemp(path.join(tmpdir(), 'oads-test-'));
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}
