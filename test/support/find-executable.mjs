// The single executable that OADS_BIN asks the tests of the CLI to start instead of bin/run.js.
import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** Its whole path; undefined where OADS_BIN is not set. Throws where it names nothing that can be started. */
export function findExecutable(root, env = process.env) {
  const given = env.OADS_BIN;
  if (!given) return undefined;
  const file = resolve(root, given);
  const expected = `OADS_BIN: expected an executable of oads, got ${given}`;
  const where = file === given ? '' : `, which is ${file}`;
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) throw new Error(`${expected}${where}: no such file (npm run build:binary makes dist/oads-linux-x64)`);
  if (!stats.isFile()) throw new Error(`${expected}${where}: not a file`);
  try {
    accessSync(file, constants.X_OK);
  } catch {
    throw new Error(`${expected}${where}: it may not be executed (chmod +x)`);
  }
  return file;
}
