import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The commit that is checked out, marked where files differ from it; undefined outside a clone, or without git. */
export function readCommit(root) {
  const git = (...args) => spawnSync('git', ['-C', root, ...args], { encoding: 'utf8' });
  if (!existsSync(join(root, '.git'))) return undefined;
  const { status, stdout } = git('rev-parse', 'HEAD');
  if (status !== 0) return undefined;
  return stdout.trim() + (git('diff', '--quiet', 'HEAD', '--', 'src', 'scripts', 'package.json').status === 0 ? '' : ' (changed)');
}
