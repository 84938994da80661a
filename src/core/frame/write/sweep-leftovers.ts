import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from '../../errors.ts';

/** A writer that runs where we cannot see it, in another container or host, touches its file more often. */
const UNTOUCHED_MS = 3_600_000;

/** Removes what killed writers of the same file left beside it: `<name>.tmp-<pid>` and the like. Never throws. */
export async function sweepLeftovers(target: string, now = Date.now()): Promise<void> {
  const dir = path.dirname(target);
  const base = path.basename(target);
  for (const name of await readdir(dir).catch(() => [])) {
    const pid = writerOf(name, base);
    if (pid === undefined || isRunning(pid)) continue;
    const file = path.join(dir, name);
    const info = await stat(file).catch(() => undefined);
    if (info && now - info.mtimeMs > UNTOUCHED_MS) await rm(file, { recursive: true, force: true }).catch(() => {});
  }
}

function writerOf(name: string, base: string): number | undefined {
  const rest = [base, `.${base}`].map((start) => (name.startsWith(`${start}.tmp-`) ? name.slice(start.length) : undefined)).find(Boolean);
  const [, pid] = /^\.tmp-(\d+)(?:\.tmp-\d+)?(?:\.parts)?$/.exec(rest ?? '') ?? [];
  return pid === undefined ? undefined : Number(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}
