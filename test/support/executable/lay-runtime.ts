import { chmodSync, copyFileSync, linkSync, mkdirSync, readdirSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { findBinary, sharedCache } from '../binary.ts';
import { runOads } from '../cli.ts';

/** As the launcher names what it unpacks. */
const VERSION = /^\d+\.\d+\.\d+-[0-9a-f]{16}$/;

/** Lays the unpacked program into a cache of the test's own, for tests that are not about unpacking: links to the files of the shared one. */
export async function layRuntime(cache: string): Promise<void> {
  await runOads(['--help'], { command: [await findBinary()], env: { OADS_CACHE_DIR: sharedCache } });
  for (const name of readdirSync(sharedCache).filter((one) => VERSION.test(one)))
    linkTree(path.join(sharedCache, name), path.join(cache, name));
}

function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  // Whatever the umask is.
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [own, next] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) linkTree(own, next);
    else if (entry.isFile()) linkOrCopy(own, next);
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // Another file system. The launcher looks at the times.
    copyFileSync(from, to);
    const { atime, mtime } = statSync(from);
    utimesSync(to, atime, mtime);
  }
}
