// `npm run bench:calibration`: how often the verdicts of oads are right, on its own code and seeded data. Described in ../README.md.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

/** Each part is a file beside this one that also runs alone, with the same flags. */
const PARTS = ['drift', 'segments', 'trust', 'persistence'];

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' }, only: { type: 'string' } },
});
if ((values.only !== undefined && !PARTS.includes(values.only)) || !/^[0-9]{1,9}$/.test(values.seed)) {
  console.error(`expected --only ${PARTS.join(' | ')}, --quick, --seed NUMBER; got ${process.argv.slice(2).join(' ')}`);
  process.exit(2);
}
const flags = [...(values.quick ? ['--quick'] : []), '--seed', values.seed];
for (const part of PARTS.filter((name) => values.only === undefined || name === values.only)) {
  const file = path.join(import.meta.dirname, `${part}.ts`);
  // One after the other, each in a process of its own: their memory does not add up.
  const { status, signal } = spawnSync(process.execPath, [...process.execArgv, file, ...flags], { stdio: 'inherit' });
  if (status === 0) continue;
  console.error(`${part} ended with ${signal ?? status}`);
  process.exitCode = 1;
  if (signal !== null) break;
}
