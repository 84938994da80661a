import { closeSync, fstatSync, futimesSync, lstatSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, type Machine, markOf, thisMachine } from './process-mark.ts';

export interface LockTimes {
  readonly pollMs: number;
  /** The holder touches its lock this often. */
  readonly heartbeatMs: number;
  /** A lock that has not been touched for so long, by the clock of who waits, is nobody's. */
  readonly silentMs: number;
  /** Nobody waits longer: two that unpack at once do no harm. */
  readonly patienceMs: number;
}

const TIMES: LockTimes = { pollMs: 50, heartbeatMs: 1_000, silentMs: 10_000, patienceMs: 120_000 };

export interface WaitOptions {
  /** Asked again and again: ends the wait with what it gives. */
  readonly look: () => string | undefined;
  readonly onWait?: () => void;
  readonly signal?: AbortSignal;
  readonly machine?: Machine;
  readonly times?: LockTimes;
}

/** What the wait came to: what `look` found, or the right to work until `release`. */
export type Turn = { readonly found: string } | { readonly found?: undefined; readonly release: () => void };

/**
 * Lets one process at a time work. It spares work and keeps nothing safe: where no lock can be made, or none is to be had, the caller
 * gets its turn all the same.
 */
export async function takeTurn(file: string, { look, onWait, signal, machine = thisMachine, times = TIMES }: WaitOptions): Promise<Turn> {
  const began = performance.now();
  const mark = markOf(machine);
  let seen: { readonly text: string; readonly since: number } | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const found = look();
    if (found !== undefined) return { found };
    const release = tryLock(file, mark, times);
    if (release) return { release };
    const text = readLock(file);
    if (text === undefined) continue; // released in between
    const now = performance.now();
    if (text === 'none' || now - began > times.patienceMs) return { release: () => {} };
    if (seen?.text !== text) seen = { text, since: now };
    if (isAlive(text.split(' ')[0], machine) === false || now - seen.since > times.silentMs) {
      // Two may do this at once, and the second remove the first one's new lock: then both work.
      if (!removeLock(file)) return { release: () => {} };
      continue;
    }
    onWait?.();
    await sleep(times.pollMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}

/** Gives the release; undefined where there is a lock already. */
function tryLock(file: string, mark: string, { heartbeatMs }: LockTimes): (() => void) | undefined {
  let fd: number;
  try {
    fd = openSync(file, 'wx', 0o600);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST' ? undefined : () => {};
  }
  const own = fstatSync(fd).ino;
  try {
    writeSync(fd, mark);
  } catch {
    // A full disk: then the heartbeat alone speaks for this process.
  }
  const timer = setInterval(() => {
    const now = new Date();
    try {
      futimesSync(fd, now, now);
    } catch {
      // Its file system is gone, and what is unpacked there will say so.
    }
  }, heartbeatMs).unref();
  return () => {
    clearInterval(timer);
    closeSync(fd);
    if (lstatSync(file, { throwIfNoEntry: false })?.ino === own) removeLock(file);
  };
}

function removeLock(file: string): boolean {
  try {
    rmSync(file, { force: true });
    return true;
  } catch {
    return false;
  }
}

/** Who holds it and when it was touched; `none` for what no process of ours left there. */
function readLock(file: string): string | undefined {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (!stats.isFile() || stats.size > 100) return 'none';
  try {
    const text = readFileSync(file, 'utf8');
    return `${text} ${lstatSync(file).mtimeMs}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'none';
  }
}
