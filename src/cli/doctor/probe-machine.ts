import { accessSync, constants, mkdtempSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { type Finding, fail, type Probe, pass, warn } from './probe.ts';

const OLDEST_NODE = [22, 15];
const LEAST_ROOM_BYTES = 1e9;
const LEAST_MEMORY_BYTES = 1e9;
const LEAST_FILES = 256;

export function probeNode(version = process.versions.node): Probe {
  return {
    name: 'node',
    look: () => {
      const [major, minor] = version.split('.').map(Number);
      const isSupported = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
      const observed = `v${version} on ${process.platform}-${process.arch}`;
      return isSupported ? pass(observed) : fail(observed, `use Node.js ${OLDEST_NODE.join('.')} or newer`, 2);
    },
  };
}

/** Rows are spooled there. */
export function probeTemporary(dir = tmpdir()): Probe {
  return {
    name: 'temporary directory',
    look: () => {
      const denied = tryToWrite(dir);
      if (denied) return fail(`${dir}: ${denied}`, 'name a writable directory with TMPDIR', 3);
      return judgeRoom(dir, 'free some space, or name another directory with TMPDIR');
    },
  };
}

export function probeArtifacts(dir: string): Probe {
  return {
    name: 'artifacts',
    look: () => {
      let existing = dir;
      while (statSync(existing, { throwIfNoEntry: false }) === undefined && existing !== path.dirname(existing))
        existing = path.dirname(existing);
      const advice = 'name another directory with --artifacts, or make it writable for this user';
      if (!statSync(existing).isDirectory()) return fail(`${existing} is in the way: not a directory`, advice, 3);
      if (existing === dir) {
        const denied = tryToWrite(dir);
        return denied ? fail(`${dir}: ${denied}`, advice, 3) : judgeRoom(dir, 'free some space, or set `retention`');
      }
      try {
        accessSync(existing, constants.W_OK);
        return pass(`${dir}: the first run makes it`);
      } catch (error) {
        return fail(`${dir} does not exist, and ${existing} is not writable: ${codeOf(error)}`, advice, 3);
      }
    },
  };
}

/** `limits` is /proc/self/limits, where the system has one. */
export function probeOpenFiles(limits = readOptional('/proc/self/limits')): Probe {
  return {
    name: 'open files',
    look: () => {
      const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits ?? '')?.[1];
      if (soft === undefined) return pass('the limit is not known on this system');
      if (soft === 'unlimited' || Number(soft) >= LEAST_FILES) return pass(`up to ${soft}`);
      return warn(`up to ${soft}`, `raise the limit: ulimit -n ${LEAST_FILES * 4}`);
    },
  };
}

export function probeMemory(limitBytes = process.constrainedMemory(), machineBytes = totalmem()): Probe {
  return {
    name: 'memory',
    look: () => {
      const isLimited = limitBytes > 0 && limitBytes < machineBytes;
      const observed = isLimited ? `limited to ${showBytes(limitBytes)} (cgroup)` : `${showBytes(machineBytes)}, without a limit`;
      if (Math.min(machineBytes, isLimited ? limitBytes : machineBytes) >= LEAST_MEMORY_BYTES) return pass(observed);
      return warn(observed, `give it ${showBytes(LEAST_MEMORY_BYTES)} or more, or set score.workers to 0`);
    },
  };
}

export function probeTimeZone(env: NodeJS.ProcessEnv = process.env): Probe {
  return {
    name: 'time zone, locale',
    look: () =>
      pass(
        `${env.TZ ?? 'the system’s'}, ${env.LC_ALL ?? env.LANG ?? 'none'}: neither matters, times are UTC and texts are ordered by code`,
      ),
  };
}

export function judgeRoom(dir: string, advice: string, leastBytes = LEAST_ROOM_BYTES): Finding {
  const { bavail, bsize } = statfsSync(dir);
  const free = bavail * bsize;
  return free >= leastBytes ? pass(`${dir}: ${showBytes(free)} free`) : warn(`${dir}: ${showBytes(free)} free`, advice);
}

/** Undefined when a file can be written, else why not: what the permissions say is not the whole truth. */
function tryToWrite(dir: string): string | undefined {
  let probe: string | undefined;
  try {
    probe = mkdtempSync(path.join(dir, '.oads-doctor-'));
    writeFileSync(path.join(probe, 'probe'), 'probe');
    return undefined;
  } catch (error) {
    return codeOf(error);
  } finally {
    if (probe !== undefined) rmSync(probe, { recursive: true, force: true });
  }
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: string };
  const known: Record<string, string> = {
    EACCES: 'permission denied',
    EROFS: 'the file system is read-only',
    ENOENT: 'no such directory',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'not a directory',
  };
  return known[code ?? ''] ?? code ?? String(error);
}

function readOptional(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function showBytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
