import { lstatSync } from 'node:fs';
import path from 'node:path';
import { type DamageOptions, findDamage, isNoexec, RUNNABLE } from './find-damage.ts';
import type { PayloadIndex } from './payload.ts';
import { whyUntrustedItself } from './trust.ts';

/** Why the program must not be run from `root`, which need not be there; undefined where it may. */
export function whyUnsound(root: string, index: PayloadIndex, options: DamageOptions): string | undefined {
  const { uid } = options;
  const stats = lstatSync(root, { throwIfNoEntry: false });
  if (stats === undefined) return 'is not there';
  if (!stats.isDirectory()) return 'is not a directory';
  const why = uid === undefined ? undefined : whyUntrustedItself(stats, uid);
  if (why !== undefined) return why;
  const damaged = findDamage(root, index, options);
  if (damaged !== undefined) return damaged;
  return isNoexec(path.join(root, RUNNABLE)) ? 'lies where programs may not be run (noexec)' : undefined;
}
