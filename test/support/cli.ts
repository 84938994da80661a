import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findExecutable } from './find-executable.mjs';
import { isHostBusy, runWarm } from './warm-oads.ts';

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
  /** Undefined: not set, whatever else would be. */
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** Gets the process as soon as it runs. */
  onStart?: (child: ChildProcess) => void;
  /** What is started, with the arguments behind it, instead of the CLI under test: a shell around it. */
  command?: readonly string[];
  /** `own`: what is tested is the process, and not only what the command prints and writes. */
  process?: 'own';
}

/** The small pipeline's present: every run of a test sees the same time unless it says otherwise. */
export const AS_OF = '2026-11-01T00:00:00Z';

/** What Node, libraries or the framework read when they are loaded, or where plugins may be. */
const READ_AT_START =
  /^(?:NO_COLOR|FORCE_COLOR|TERM|COLORTERM|COLUMNS|CI|DEBUG|TZ|LANG|LC_|NODE_|LD_|UV_|POLARS_|RAYON_|OMP_|ORT_|OCLIF_|XDG_|OADS_(?:DATA|CONFIG|CACHE)_DIR)/;

/** What brings plugins into a process or looks at it, and the framework's own commands, which `pickCommand` changes for good. */
const PROCESS_MATTERS = /^(?:plugins|doctor|help|autocomplete)$/;

/** Starts the CLI under test, in a process of its own, with an environment of the test's own. */
export function startOads(args: readonly string[], options: CliOptions = {}): { child: ChildProcess; finished: Promise<Finished> } {
  const [file, ...first] = options.command ?? oadsCommand;
  const env = environmentOf(options);
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

function environmentOf({ env }: CliOptions): Record<string, string> {
  const { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE } = process.env;
  const all = {
    PATH,
    HOME,
    TMPDIR,
    // What V8 compiled, for all tests together.
    NODE_COMPILE_CACHE: NODE_COMPILE_CACHE || undefined,
    ...oadsEnv,
    NO_COLOR: '1',
    OADS_AS_OF: AS_OF,
    ...env,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/**
 * Runs the CLI under test to its end; in the process that this file keeps for commands, unless what is asked needs one of
 * its own, or OADS_TEST_PROCESSES is set.
 */
export async function runOads(args: readonly string[], options: CliOptions = {}): Promise<Finished> {
  if (needsOwnProcess(args, options)) return startOads(args, options).finished;
  return runWarm({ args, env: environmentOf(options), cwd: path.resolve(options.cwd ?? root), program: npmCommand[1] });
}

function needsOwnProcess(args: readonly string[], { env = {}, command, onStart, process: asked }: CliOptions): boolean {
  if (executable || process.env.OADS_TEST_PROCESSES || command || onStart || asked === 'own') return true;
  return isHostBusy() || PROCESS_MATTERS.test(args[0] ?? '') || Object.keys(env).some((name) => READ_AT_START.test(name));
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
