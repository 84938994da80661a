// The root directory of packaging/Containerfile, made of this machine's libraries without a container engine:
//
//   node scripts/make-root.mjs DIRECTORY [--binary dist/oads-linux-x64]
//
// DIRECTORY must be new or empty.
import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fillContainer } from './binary/fill-container.mjs';
import { runPlainly } from './run-plainly.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await runPlainly(() => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { binary: { type: 'string' } } });
  if (positionals.length !== 1) throw new Error('expected one directory that the root is made in');
  const directory = resolve(positionals[0]);
  fillContainer(directory, resolve(values.binary ?? join(root, 'dist', `oads-linux-${process.arch}`)));
  process.stdout.write(`${readdirSync(directory, { recursive: true }).length} files and directories in ${directory}\n`);
});
