import { lstatSync } from 'node:fs';
import path from 'node:path';
import { findDamage, isNoexec, RUNNABLE } from './find-damage.ts';
import type { PayloadIndex, PayloadPart } from './payload.ts';
import { whyUntrustedItself } from './trust.ts';

/** Why the program must not be run from `root`, which need not be there; undefined where it may. */
export function whyUnsound(
  root: string,
  index: PayloadIndex,
  { parts, uid }: { readonly parts: readonly PayloadPart[]; readonly uid: number | undefined },
): string | undefined {
  const stats = lstatSync(root, { throwIfNoEntry: false });
  if (stats === undefined) return 'is not there';
  if (!stats.isDirectory()) return 'is not a directory';
  const why = uid === undefined ? undefined : whyUntrustedItself(stats, uid);
  if (why !== undefined) return why;
  const damaged = findDamage(root, index, parts);
  if (damaged !== undefined) return `is damaged (${damaged})`;
  return isNoexec(path.join(root, RUNNABLE)) ? 'lies where programs may not be run (noexec)' : undefined;
}
