// Makes the executable that OADS_BIN names ready for the tests: unpacked once, before the first of them, to a place of their own.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findExecutable } from './find-executable.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The variables that tests are to find; none without OADS_BIN. Says what is under test; throws where it does not start. */
export function openExecutable(env) {
  const executable = findExecutable(root, env);
  if (executable === undefined) return {};
  const cache = mkdtempSync(join(tmpdir(), 'oads-unpacked-'));
  process.once('exit', () => rmSync(cache, { recursive: true, force: true }));
  const ask = (...args) => {
    const { HOME, PATH, TMPDIR } = env;
    const { error, status, signal, stdout, stderr } = spawnSync(executable, args, {
      encoding: 'utf8',
      env: { HOME, PATH, TMPDIR, OADS_CACHE_DIR: cache },
    });
    if (error !== undefined || status !== 0)
      throw new Error(
        `OADS_BIN: expected ${executable} to answer ${args.join(' ')}, got ${error?.message ?? signal ?? `exit code ${status}`}: ${stderr}`,
      );
    return stdout;
  };
  const version = ask('--version').trim();
  if (!version.startsWith('oads/'))
    throw new Error(`OADS_BIN: expected an executable of oads, got ${executable}, which answers --version with ${version}`);
  ask('--help');
  console.log(`the CLI under test is ${executable}, ${version}; what starts no CLI tests the sources as always\n`);
  return { OADS_BIN: executable, OADS_CACHE_DIR: cache };
}
