// `oads serve` under load on loopback, beside the least that a server in Node can do. Described in ../README.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeArtifacts } from './make-artifacts.mjs';
import { measureLoad } from './measure-load.mjs';
import { measureManyRuns } from './measure-many-runs.mjs';
import { startDashboard } from './processes.mjs';

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '3000000' },
    runs: { type: 'string', default: '10000' },
    requests: { type: 'string', default: '100000' },
    connections: { type: 'string', default: '10' },
    slow: { type: 'string', default: '200' },
    only: { type: 'string' },
  },
});
const [rows, runs, requests, connections, slow] = ['rows', 'runs', 'requests', 'connections', 'slow'].map((name) => {
  const value = Number(flags[name]);
  if (!Number.isInteger(value) || value < 1) {
    console.error(`expected --${name} to be a whole number above 0, got ${flags[name]}`);
    process.exit(2);
  }
  return value;
});
if (flags.only !== undefined && !['load', 'runs'].includes(flags.only)) {
  console.error(`expected --only load or runs, got ${flags.only}`);
  process.exit(2);
}

const dir = mkdtempSync(join(tmpdir(), 'oads-bench-serve-'));
const load = () => loadavg()[0].toFixed(2);
try {
  console.log(`Node ${process.version}, ${availableParallelism()} cores, load average ${load()}`);
  if (flags.only !== 'runs') await benchLoad();
  if (flags.only !== 'load') await measureManyRuns(join(dir, 'runs'), runs);
  console.log(`load average ${load()} at the end`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

async function benchLoad() {
  const artifacts = join(dir, 'load');
  await makeArtifacts(artifacts, { runs: 1, rows, newestMs: Date.now() - 3_600_000 });
  const server = await startDashboard(artifacts);
  try {
    const title = `One run with ${rows.toLocaleString('en-US')} scored rows on disk`;
    await measureLoad(server, { title, requests, connections, slowClients: [0, slow] });
  } finally {
    await server.stop();
  }
}
