import path from 'node:path';
import { buildBinary } from '../../scripts/binary/build-binary.mjs';
import { isBinaryFresh, stampBinary } from '../../scripts/binary/freshness.mjs';
import { withLock } from '../../scripts/setup-lock.mjs';
import { executable, oadsEnv, root } from './cli.ts';

const home = path.join(root, '.oads', 'test-binary');

/** Whether an executable can be made for this machine. */
export const hasBinary = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);

/**
 * The single executable for tests, lightly compressed, built where it is not fresh: once for all test files. `OADS_BIN` names
 * another.
 */
export async function findBinary(): Promise<string> {
  if (executable) return executable;
  const output = path.join(home, `oads-linux-${process.arch}`);
  if (isBinaryFresh(root, output)) return output;
  await withLock(path.join(root, '.oads', 'test-binary.lock'), async () => {
    if (isBinaryFresh(root, output)) return;
    await buildBinary(root, { target: { platform: 'linux', arch: process.arch }, level: 1, output, say: () => {} });
    stampBinary(root, output);
  });
  return output;
}

/** Where tests that are not about unpacking let it unpack: once for all. */
export const sharedCache = oadsEnv.OADS_CACHE_DIR ?? path.join(home, 'runtime');
