import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';

/** When the sources were committed, so that two builds of them give the same bytes; s since the epoch. */
export function readEpoch(root) {
  if (process.env.SOURCE_DATE_EPOCH) return Number(process.env.SOURCE_DATE_EPOCH);
  const { status, stdout } = spawnSync('git', ['-C', root, 'log', '-1', '--format=%ct'], { encoding: 'utf8' });
  return status === 0 ? Number(stdout.trim()) : Math.floor(statSync(join(root, 'package-lock.json')).mtimeMs / 1000);
}
