// The dashboard over one run of the shipped pipeline: the part `serve` of `npm run bench`, with its targets.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AS_OF, root, writeConfig, writeFlightRows } from '../prepare.mjs';
import { showNumber } from '../print-table.mjs';
import { runMeasured } from '../run-measured.mjs';
import { measureLoad } from './measure-load.mjs';
import { startDashboard } from './processes.mjs';

const ROWS = 50_000;
const REQUESTS = 10_000;
const CONNECTIONS = 8;

export async function benchServe(directory) {
  const artifacts = join(directory, 'serve-artifacts');
  const file = join(directory, 'serve.parquet');
  const config = join(directory, 'serve.json');
  await writeFlightRows(file, ROWS);
  writeConfig(config, { loader: 'file', options: { path: file } });
  await runMeasured([join(root, 'bin', 'run.js'), 'run', '--config', config, '--as-of', AS_OF, '--artifacts', artifacts, '--quiet']);
  const server = await startDashboard(artifacts, ['--config', config]);
  try {
    const title = `oads serve, one run of ${ROWS.toLocaleString('en-US')} flights`;
    const lines = await measureLoad(server, { title, requests: REQUESTS, connections: CONNECTIONS, slowClients: [0] });
    const health = lines.find(({ path }) => path === '/health');
    const page = lines.find(({ path }) => path === '/');
    return [
      {
        target: '/health at least 5,000 requests a second of one core',
        measured: `${showNumber(health.perCpuSecond, 0)} per CPU second`,
        met: health.perCpuSecond >= 5000,
      },
      { target: 'the page in under 100 ms, one run of history', measured: `median ${showNumber(page.p50, 1)} ms`, met: page.p50 < 100 },
    ];
  } finally {
    await server.stop();
    rmSync(artifacts, { recursive: true, force: true });
  }
}
