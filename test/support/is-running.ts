import { readFileSync } from 'node:fs';

/** One that has ended and that nobody has waited for is still a process, of state Z. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
