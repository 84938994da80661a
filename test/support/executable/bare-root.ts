import { spawnSync } from 'node:child_process';
import { hasBinary } from '../binary.ts';

/** Why the executable cannot be started here in a root directory of its own, as a user of its own; undefined where it can. */
export function whyNoBareRoot(): string | undefined {
  if (!hasBinary) return 'an executable is made for Linux on x64 and arm64 alone';
  if (process.getuid?.() !== 0) return 'changing the root directory is for root alone';
  const { status, error, stderr } = spawnSync('/usr/bin/unshare', ['--net', '--root=/', '--wd=/', '--setuid=4242', process.execPath, '-v']);
  if (error) return `needs unshare of util-linux: ${error.message}`;
  return status === 0 ? undefined : `unshare cannot change the root directory and leave the network here: ${stderr}`;
}
