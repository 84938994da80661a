// The dashboard under load: a bounded number of requests over loopback, from this process.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AS_OF, root, writeConfig, writeFlightRows } from './prepare.mjs';
import { printTable, showNumber } from './print-table.mjs';
import { runMeasured } from './run-measured.mjs';

const CLI = join(root, 'bin', 'run.js');
const ROWS = 50_000;
const REQUESTS = 2000;
const CONNECTIONS = 8;
const PATHS = ['/health', '/metrics', '/top-anomalies', '/'];

export async function benchServe(directory) {
  const artifacts = join(directory, 'serve-artifacts');
  const file = join(directory, 'serve.parquet');
  const config = join(directory, 'serve.json');
  await writeFlightRows(file, ROWS);
  writeConfig(config, { loader: 'file', options: { path: file } });
  await runMeasured([CLI, 'run', '--config', config, '--as-of', AS_OF, '--artifacts', artifacts, '--quiet']);
  const { server, url } = await startServer(config, artifacts);
  try {
    const before = readMemory(server.pid);
    const lines = [];
    for (const path of PATHS) lines.push({ path, ...(await request(new URL(path, url), server.pid)) });
    const after = readMemory(server.pid);
    printTable(
      `oads serve, ${REQUESTS.toLocaleString('en-US')} requests each over ${CONNECTIONS} connections`,
      ['path', 'requests/s', 'requests/CPU s of the server', 'bytes', 'median ms', 'server MB after'],
      lines.map(({ path, seconds, cpuSeconds, bytes, medianMs, mb }) => [
        path,
        showNumber(REQUESTS / seconds, 0),
        showNumber(REQUESTS / cpuSeconds, 0),
        showNumber(bytes, 0),
        showNumber(medianMs, 1),
        showNumber(mb, 0),
      ]),
    );
    console.log(`server memory ${showNumber(before, 0)} MB before, ${showNumber(after, 0)} MB after`);
    const health = REQUESTS / lines[0].cpuSeconds;
    const page = lines.find(({ path }) => path === '/');
    return [
      {
        target: '/health at least 5,000 requests a second of one core',
        measured: `${showNumber(health, 0)} per CPU second`,
        met: health >= 5000,
      },
      {
        target: 'the page in under 100 ms, one run of history',
        measured: `median ${page.medianMs.toFixed(1)} ms`,
        met: page.medianMs < 100,
      },
    ];
  } finally {
    server.kill('SIGTERM');
    await new Promise((resolve) => server.once('exit', resolve));
    rmSync(artifacts, { recursive: true, force: true });
  }
}

async function startServer(config, artifacts) {
  const args = [CLI, 'serve', '--config', config, '--artifacts', artifacts, '--port', '0'];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of createInterface({ input: server.stdout })) {
    const url = /http:\S+/.exec(line)?.[0];
    if (url) return { server, url };
  }
  throw new Error('expected `oads serve` to name its address, got its end');
}

async function request(url, pid) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const times = [];
  let bytes = 0;
  let started = 0;
  const cpuBefore = readCpu(pid);
  const start = performance.now();
  const one = async () => {
    while (started++ < REQUESTS) {
      const sent = performance.now();
      bytes = await fetchBytes(url, agent);
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  return { seconds, cpuSeconds: readCpu(pid) - cpuBefore, bytes, medianMs: times[times.length >> 1], mb: readMemory(pid) };
}

function fetchBytes(url, agent) {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: expected status 200, got ${response.statusCode}`));
      let bytes = 0;
      response.on('data', (chunk) => {
        bytes += chunk.length;
      });
      response.on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}

function readMemory(pid) {
  return readProc(() => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
}

function readCpu(pid) {
  return readProc(() => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  });
}

/** Only Linux tells. */
function readProc(read) {
  try {
    return read();
  } catch {
    return Number.NaN;
  }
}
