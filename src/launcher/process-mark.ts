import { readFileSync, readlinkSync } from 'node:fs';

/** What can be found out about processes from here; tests bring one of their own. */
export interface Machine {
  readonly pid: number;
  /** Tells the boot and the process namespace that the ids count in; undefined where nothing tells. */
  readonly place: string | undefined;
  /** When a process began, in ticks since the boot; undefined where nothing tells or it is gone. */
  startOf(pid: number): string | undefined;
  isRunning(pid: number): boolean;
}

let place: string | undefined;

/** /proc is Linux's, and a bare root directory has none. */
export const thisMachine: Machine = {
  pid: process.pid,
  get place() {
    place ??= findPlace() ?? 'x';
    return place === 'x' ? undefined : place;
  },
  startOf: (pid) => readProcess(pid)?.started,
  isRunning: (pid) => {
    try {
      process.kill(pid, 0);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
    // One that was killed, and that its parent has not waited for.
    return !/^[ZX]$/.test(readProcess(pid)?.state ?? '');
  },
};

/** Names a process, safe in a file's name: `<pid>-<start>-<place>`, `x` for what is not known. */
export function markOf({ pid, place, startOf }: Machine): string {
  return `${pid}-${startOf(pid) ?? 'x'}-${place ?? 'x'}`;
}

/** Whether the process of a mark still runs; undefined where that cannot be told from here, or for what is no mark. */
export function isAlive(mark: string, machine: Machine): boolean | undefined {
  const [, pid, started, place] = /^(\d+)-(\d+|x)-([0-9a-f]{8,}|x)$/.exec(mark) ?? [];
  if (pid === undefined || place === 'x' || place !== machine.place) return undefined;
  const startedNow = machine.startOf(Number(pid));
  if (started !== 'x' && startedNow !== undefined && started !== startedNow) return false;
  return machine.isRunning(Number(pid));
}

/** Both are random or counted: the first digits of the boot's and the number of the namespace, `pid:[4026531836]`. */
function findPlace(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    const [namespace] = /\d+/.exec(readlinkSync('/proc/self/ns/pid')) ?? [];
    return /^[0-9a-f]{8}$/.test(boot) && namespace ? `${boot}${Number(namespace).toString(16)}` : undefined;
  } catch {
    return undefined;
  }
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
