// `oads serve` under load on loopback, beside the least that a server in Node can do. Described in ../README.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { printTable, showNumber } from '../print-table.mjs';
import { makeArtifacts } from './make-artifacts.mjs';
import { readCpuSeconds, readMemoryMb, readPeakMb, startDashboard, startHello } from './processes.mjs';
import { openSlowClients } from './slow-clients.mjs';

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

const PATHS = [
  ['/health', 1],
  ['/metrics', 0.1],
  ['/metrics?format=openmetrics', 0.05],
  ['/metrics?format=prometheus', 0.05],
  ['/top-anomalies', 0.1],
  ['/', 0.05],
];
const dir = mkdtempSync(join(tmpdir(), 'oads-bench-serve-'));
const load = () => loadavg()[0].toFixed(2);
try {
  console.log(`Node ${process.version}, ${availableParallelism()} cores, load average ${load()}`);
  if (flags.only !== 'runs') await benchLoad();
  if (flags.only !== 'load') await benchRuns();
  console.log(`load average ${load()} at the end`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

async function benchLoad() {
  const artifacts = join(dir, 'load');
  await makeArtifacts(artifacts, { runs: 1, rows, newestMs: Date.now() - 3_600_000 });
  const hello = await startHello();
  const server = await startDashboard(artifacts);
  try {
    await settle(server);
    const before = readMemoryMb(server.pid);
    const lines = [];
    for (const slowClients of [0, slow]) {
      const clients = slowClients > 0 ? openSlowClients(server.url, slowClients) : null;
      const floor = await measure(hello, '/', Math.round(requests / 4));
      lines.push({ path: 'node:http hello', slowClients: 0, ...floor, floor });
      for (const [path, share] of PATHS)
        lines.push({ path, slowClients, ...(await measure(server, path, Math.max(connections, Math.round(requests * share)))), floor });
      clients?.close();
    }
    printTable(
      `One run with ${rows.toLocaleString('en-US')} scored rows on disk, ${connections} connections`,
      ['path', 'slow clients', 'requests/s', 'of hello', 'per CPU s', 'of hello', 'p50 ms', 'p99 ms', 'not 2xx', 'server MB'],
      lines.map(({ path, slowClients, perSecond, perCpuSecond, p50, p99, failed, mb, floor }) => [
        path,
        String(slowClients),
        showNumber(perSecond, 0),
        showNumber(perSecond / floor.perSecond, 2),
        showNumber(perCpuSecond, 0),
        showNumber(perCpuSecond / floor.perCpuSecond, 2),
        showNumber(p50, 1),
        showNumber(p99, 1),
        String(failed),
        showNumber(mb, 0),
      ]),
    );
    const total = lines.reduce((sum, { path, sent }) => sum + (path.startsWith('/') ? sent : 0), 0);
    console.log(
      `memory ${showNumber(before, 0)} MB before, ${showNumber(readMemoryMb(server.pid), 0)} MB after ${total.toLocaleString('en-US')} requests, peak ${showNumber(readPeakMb(server.pid), 0)} MB`,
    );
  } finally {
    await server.stop();
    await hello.stop();
  }
}

/** Every warm-up is over when nothing takes processor time any more. */
async function settle(server) {
  await (await fetch(`${server.url}/`)).text();
  for (let before = -1; ; ) {
    const now = readCpuSeconds(server.pid);
    if (!(now > before)) return;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function measure({ url, pid }, path, amount) {
  const cpu = readCpuSeconds(pid);
  const startedMs = performance.now();
  const result = await autocannon({ url: url + path, connections, amount });
  const seconds = (performance.now() - startedMs) / 1000;
  return {
    sent: amount,
    perSecond: amount / seconds,
    perCpuSecond: amount / (readCpuSeconds(pid) - cpu),
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts,
    mb: readMemoryMb(pid),
  };
}

async function benchRuns() {
  const artifacts = join(dir, 'runs');
  const startedMs = performance.now();
  await makeArtifacts(artifacts, { runs, rows: 2000, newestMs: Date.now() - 3_600_000 });
  console.log(`\n${runs.toLocaleString('en-US')} runs made in ${showNumber((performance.now() - startedMs) / 1000, 0)} s`);
  // The client's own first request takes tens of milliseconds, of which none are the server's.
  const hello = await startHello();
  for (let i = 0; i < 3; i++) await time(hello.url);
  await hello.stop();
  const server = await startDashboard(artifacts);
  try {
    const atStart = readMemoryMb(server.pid);
    const first = await time(`${server.url}/`);
    const listed = await time(`${server.url}/api/runs?limit=50`);
    await settle(server);
    const lines = [
      ['the start, until the address is told', { status: '-', ms: server.startMs, bytes: 0 }],
      ['/ right after the start', first],
      ['/api/runs?limit=50 after it', listed],
    ];
    for (const path of ['/', '/api/runs?limit=50', '/api/runs?limit=1000', '/api/history', '/health'])
      lines.push([`${path} when warm`, await time(server.url + path)]);
    printTable(
      `${runs.toLocaleString('en-US')} runs`,
      ['request', 'status', 'ms', 'KB'],
      lines.map(([what, { status, ms, bytes }]) => [what, String(status), showNumber(ms, 1), showNumber(bytes / 1024, 0)]),
    );
    console.log(
      `memory ${showNumber(atStart, 0)} MB at the start, ${showNumber(readMemoryMb(server.pid), 0)} MB now, peak ${showNumber(readPeakMb(server.pid), 0)} MB`,
    );
  } finally {
    await server.stop();
  }
}

async function time(url) {
  const startedMs = performance.now();
  const answer = await fetch(url);
  const { length: bytes } = await answer.text();
  return { status: answer.status, ms: performance.now() - startedMs, bytes };
}
