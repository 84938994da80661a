import { readFileSync, readlinkSync } from 'node:fs';
import os from 'node:os';
import { systemCode } from '../../errors.ts';

/** What a lock's file says of who holds it. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  readonly token?: string;
  /** The boot and the process namespace that the process id counts in; without it the host's name must do. */
  readonly place?: string;
  /** When the process began, in ticks since the boot: another one of the same id began at another time. */
  readonly started?: string;
  /** The holder touches its lock this often. */
  readonly heartbeat_ms?: number;
}

/** What can be found out about processes from here; tests bring one of their own. */
export interface Machine {
  readonly host: string;
  readonly pid: number;
  readonly place: string | undefined;
  /** Undefined when there is no such process, or when nobody can tell. */
  startOf(pid: number): string | undefined;
  isRunning(pid: number): boolean;
}

/** A lock that promises a heartbeat and has been still for so long is nobody's. */
export const SILENT_MS = 60_000;

/** /proc is Linux's; elsewhere there is only the process id. */
export const thisMachine: Machine = {
  host: os.hostname(),
  pid: process.pid,
  place: findPlace(),
  startOf: (pid) => readProcess(pid)?.started,
  isRunning,
};

/** Undefined for what no run wrote: a lock torn by a power failure. */
export function parseHolder(content: string): LockHolder | undefined {
  try {
    const { pid, host, since, ...rest } = JSON.parse(content) as Partial<LockHolder>;
    return Number.isInteger(pid) && Number(pid) > 0 && typeof host === 'string'
      ? { ...rest, pid: Number(pid), host, since: String(since) }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the lock still has an owner. Where the process can be looked at, that decides. Elsewhere (another host, a
 * container with processes of its own, a boot ago) it is the heartbeat: `silentMs` since the lock was touched, by the
 * file system's own clock. A lock that never promised one is respected.
 */
export function isHeld(holder: LockHolder, silentMs: number, tokensHere: ReadonlySet<string>, machine: Machine): boolean {
  const { pid, token, started } = holder;
  if (!countsHere(holder, machine)) return holder.heartbeat_ms === undefined || silentMs <= SILENT_MS;
  const startedNow = machine.startOf(pid);
  if (started !== undefined && startedNow !== undefined && started !== startedNow) return false;
  if (pid === machine.pid) return token !== undefined && tokensHere.has(token);
  return machine.isRunning(pid);
}

/** Whether a process id of the holder's means the same here. Two hosts, or two containers of one host, may share a name. */
function countsHere({ host, place }: LockHolder, machine: Machine): boolean {
  return host === machine.host && (place === undefined || machine.place === undefined || place === machine.place);
}

function findPlace(): string | undefined {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
  // A killed process that its parent has not waited for holds nothing any more.
  return !/^[ZX]$/.test(readProcess(pid)?.state ?? '');
}

/** proc_pid_stat(5): state is field 3, starttime field 22; the name before them may hold blanks and brackets. */
function readProcess(pid: number): { state: string; started: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0], started: fields[19] };
  } catch {
    return undefined;
  }
}
