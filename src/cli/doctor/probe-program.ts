import { type Probe, pass } from './probe.ts';
import { judgeRoom } from './probe-machine.ts';

/** What the next version takes, where the single executable unpacks it. */
const LEAST_ROOM_BYTES = 4e8;

/** The version, and where the program lies; of the single executable, `executable`, also whether there is room to unpack another. */
export function probeProgram(version: string, root: string, executable?: string): Probe[] {
  if (executable === undefined) return [{ name: 'oads', look: () => pass(`${version} in ${root}`) }];
  const advice = 'free some space for the next version, or name another directory with OADS_CACHE_DIR';
  return [
    { name: 'oads', look: () => pass(`${version}, ${executable}`) },
    { name: 'unpacked program', look: () => judgeRoom(root, advice, LEAST_ROOM_BYTES) },
  ];
}
