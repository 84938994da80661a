// Writes the tables of docs/failures.md from what the tests of test/faults see. One after the other: they share the file.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const parts = process.argv.slice(2).map((name) => `faults/${name}`);
const child = spawn(process.execPath, [join(root, 'test', 'run.mjs'), ...(parts.length > 0 ? parts : ['faults/']), '--jobs=1'], {
  cwd: root,
  env: { ...process.env, WRITE_FAILURES: '1' },
  stdio: 'inherit',
});
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
