// `npm run bench`: what each stage of a run costs beside the least it could cost, on the same machine at the same time.
// Everything is described in README.md. Exits 0 whatever the numbers are.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { forwardSignals } from '../scripts/spawn-forwarding.mjs';
import { FLIGHTS } from '../scripts/us-flights.mjs';
import { benchBinary } from './binary.mjs';
import { benchMemory } from './memory.mjs';
import { benchRun } from './pipeline.mjs';
import { benchServe } from './serve/bench-serve.mjs';
import { benchStartup } from './startup.mjs';

const PARTS = ['stages', 'run', 'startup', 'binary', 'serve'];
const { values: flags } = parseArgs({
  options: { rows: { type: 'string', default: String(FLIGHTS) }, only: { type: 'string' }, memory: { type: 'boolean', default: false } },
});
const rows = Number(flags.rows);
if (!Number.isInteger(rows) || rows < 1000 || rows > FLIGHTS || (flags.only !== undefined && !PARTS.includes(flags.only))) {
  console.error(`expected --rows 1000 to ${FLIGHTS}, --only ${PARTS.join(' | ')}, --memory; got ${process.argv.slice(2).join(' ')}`);
  process.exit(2);
}
const wants = (part) => flags.only === undefined || flags.only === part;

const directory = mkdtempSync(join(tmpdir(), 'oads-bench-'));
const clean = () => rmSync(directory, { recursive: true, force: true });
forwardSignals((signal) => {
  clean();
  process.exit(signal === 'SIGINT' ? 130 : 143);
});
const load = () => loadavg()[0].toFixed(2);
try {
  console.log(`Node ${process.version}, ${availableParallelism()} cores, load average ${load()}, ${rows.toLocaleString('en-US')} flights`);
  const targets = [];
  if (wants('startup')) targets.push(...(await benchStartup(directory)));
  if (wants('binary')) targets.push(...(await benchBinary(directory)));
  if (wants('stages') || wants('run')) {
    targets.push(...(await benchRun(directory, rows, { stages: wants('stages'), run: wants('run') })));
  }
  if (flags.memory) targets.push(...(await benchMemory(directory)));
  if (wants('serve')) targets.push(...(await benchServe(directory)));
  console.log('\nTargets');
  for (const { target, measured, met } of targets) console.log(`${met ? 'met    ' : 'not met'}  ${target}: ${measured}`);
  console.log(`load average ${load()} at the end`);
} finally {
  clean();
}
