// CPU seconds of a PostgreSQL server, its backends included.
import { readFileSync } from 'node:fs';

/** Linux counts in hundredths, whatever the kernel's own tick. */
const TICKS_PER_SECOND = 100;

/** A backend counts once it has ended. Undefined where there is no /proc. */
export function readServerCpu(pid) {
  try {
    // proc(5): after the name in parentheses come state (3) … utime (14), stime, and those of children that were waited for.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}
