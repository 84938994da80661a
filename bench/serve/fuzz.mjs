// Sends hostile requests to the dashboard over directories without runs, with sound and with damaged ones, open and behind a token.
//   node scripts/run.mjs bench/serve/fuzz.mjs [--requests 100000] [--seed 1]
// The same requests for the same seed. Exits 1 where an answer was none that a client should get.
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createApp } from '../../src/core/dashboard/create-app.ts';
import { startServer } from '../../src/core/dashboard/start-server.ts';
import { writeRun } from '../../test/support/artifacts.ts';
import { fuzzRequests } from '../../test/support/fuzz-requests.ts';
import { printTable, showNumber } from '../print-table.mjs';

const CANARY = 'canary-7f3a';
const { values } = parseArgs({ options: { requests: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } } });
const scratch = mkdtempSync(join(tmpdir(), 'oads-serve-fuzz-'));
writeFileSync(join(scratch, 'canary.txt'), CANARY);

async function makeArtifacts(state) {
  const dir = join(scratch, state);
  if (state === 'no runs') return { dir, runIds: [] };
  mkdirSync(dir);
  const first = await writeRun(dir);
  const second = await writeRun(dir, { level: 'withheld', asOf: '2026-03-01T07:00:00.000Z' });
  writeFileSync(join(first.runDir, 'canary.txt'), CANARY);
  if (state === 'damaged') {
    truncateSync(join(first.runDir, 'manifest.json'), 30);
    truncateSync(join(second.runDir, 'inference_metrics.json'), 30);
  }
  return { dir, runIds: [first.runId, second.runId] };
}

const lines = [];
let broken = 0;
try {
  const states = ['no runs', 'sound', 'damaged'];
  const cases = states.flatMap((state) => [undefined, 'a-token-of-the-bench'].map((token) => ({ state, token })));
  const made = Object.fromEntries(await Promise.all(states.map(async (state) => [state, await makeArtifacts(state)])));
  for (const [index, { state, token }] of cases.entries()) {
    const { dir, runIds } = made[state];
    const logged = [];
    const log = { warn: (message) => logged.push(message), error: (message) => logged.push(message) };
    let ms = Date.UTC(2026, 2, 1, 8);
    // Time passes, so that the limit of failed sign-ins does not end the bench of everything behind it.
    const server = await startServer(createApp({ artifactsDir: dir, token, log, now: () => new Date((ms += 5000)) }));
    const started = performance.now();
    const count = Math.ceil(Number(values.requests) / cases.length);
    const { statuses, faults } = await fuzzRequests({
      port: server.port,
      seed: Number(values.seed) + index,
      count,
      runIds,
      token,
      canary: CANARY,
    });
    const seconds = (performance.now() - started) / 1000;
    await server.close();
    for (const fault of [...faults, ...logged.slice(0, 5)]) console.error(`${state}: ${fault}`);
    broken += faults.length + logged.length;
    const shown = Object.entries(statuses).map(([status, times]) => `${status}: ${times}`);
    lines.push([
      state,
      token === undefined ? 'open' : 'token',
      showNumber(count, 0),
      showNumber(seconds, 1),
      String(faults.length + logged.length),
      shown.join(', '),
    ]);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
printTable('Hostile requests to `oads serve`', ['runs', 'reading', 'requests', 'seconds', 'faults', 'answers'], lines);
if (broken > 0) process.exitCode = 1;
