import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where in a command's writing something happens to it, and what. */
export interface FaultPoint {
  /** Only what the process does to the file system below this directory is counted. */
  readonly under: string;
  /** Every operation is written to this file before it is carried out. */
  readonly trace: string;
  /** Counts only operations of this phase (`phaseOf`), or with this label; all of them without. */
  readonly phase?: string;
  readonly label?: RegExp;
  /** Which of them; 1 is the first, -1 none: then there is nothing but the trace. */
  readonly nth?: number;
  /** `torn`: after half of the bytes, where it writes any. */
  readonly when?: 'before' | 'torn' | 'after';
  readonly act?: FaultAct;
  /** Opening a file for reading counts, too. */
  readonly reads?: boolean;
}

export type FaultAct =
  /** SIGKILL gives no time for anything; `hang`: the operation never ends. */
  | { readonly signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM' | 'SIGHUP'; readonly hang?: boolean }
  /** The operation fails; with `lasting` so do all later ones that need space (ENOSPC) or change anything (other codes). */
  | { readonly error: string; readonly lasting?: boolean }
  /** The directory goes away. */
  | { readonly remove: string }
  /** The scoring thread that gets the nth message with rows ends. */
  | { readonly worker: 'exit' | 'throw' };

export interface TracedOperation {
  /** Its number among all, from 1. */
  readonly number: number;
  readonly phase: string;
  /** Its number within its phase, from 1. */
  readonly inPhase: number;
  /** Operation and path, without what differs from run to run. */
  readonly label: string;
}

export interface Trace {
  readonly operations: readonly TracedOperation[];
  /** Whether the fault point was reached. */
  readonly struck: boolean;
  /** The phase in which the disk really was full, if Node was told so. */
  readonly fullIn?: string;
}

/** The environment that puts a fault point into a process of Node, and into its worker threads. */
export function faultEnv(point: FaultPoint): { NODE_OPTIONS: string; FAULT_POINT: string } {
  const preload = path.join(path.dirname(fileURLToPath(import.meta.url)), 'preload.ts');
  const strip = process.features.typescript ? '' : '--experimental-strip-types ';
  return {
    NODE_OPTIONS: `${strip}--disable-warning=ExperimentalWarning --import=${preload}`,
    FAULT_POINT: JSON.stringify({ ...point, label: point.label?.source }),
  };
}

export function readTrace(file: string): Trace {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { operations: [], struck: false }; // ended before the first operation
  }
  const seen = new Map<string, number>();
  const lines = text.split('\n').filter((line) => line !== '');
  const operations = lines
    .filter((line) => !/^[!?]/.test(line))
    .map((line, index) => {
      const [phase, label] = line.split('\t');
      const inPhase = (seen.get(phase) ?? 0) + 1;
      seen.set(phase, inPhase);
      return { number: index + 1, phase, inPhase, label };
    });
  const [, fullIn] = lines.find((line) => line.startsWith('?'))?.split('\t') ?? [];
  return { operations, struck: lines.some((line) => line.startsWith('!')), fullIn };
}
