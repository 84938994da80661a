import { statfsSync } from 'node:fs';
import type { PayloadPart } from './payload.ts';

/** Why a directory has no room for `parts`; undefined where it has, or where the file system does not say. */
export function whyTooSmall(dir: string, parts: readonly PayloadPart[], isRoot: boolean): string | undefined {
  const { bavail, bfree, blocks, bsize } = statfsSync(dir);
  if (blocks === 0) return undefined;
  // A network file system tells what it moves at a time, and not what a file takes.
  const unit = Math.min(bsize, 4_096);
  const needed = parts.flatMap(({ files }) => files).reduce((sum, { size }) => sum + unit * Math.ceil(size / unit), 0);
  const left = bsize * (isRoot ? bfree : bavail);
  return left < needed ? `has ${toMb(left)} of the ${toMb(needed)} MB that are needed` : undefined;
}

function toMb(bytes: number): number {
  return Math.ceil(bytes / 1e5) / 10;
}
