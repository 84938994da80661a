import { readFileSync } from 'node:fs';

/**
 * Whether a uid is the one that the system names as owner where a user namespace has no name for the real one, as of root's
 * directories in a container. Where the namespace has a user of that number, it is that user.
 */
export function isNobody(uid: number): boolean {
  try {
    if (uid !== Number(readFileSync('/proc/sys/kernel/overflowuid', 'utf8'))) return false;
    const ranges = readFileSync('/proc/self/uid_map', 'utf8').trim().split('\n');
    return !ranges.some((range) => {
      const [first, , count] = range.trim().split(/\s+/).map(Number);
      return uid >= first && uid < first + count;
    });
  } catch {
    return false;
  }
}
