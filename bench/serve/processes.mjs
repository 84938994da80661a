// The server under test and its yardstick, each a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const HELLO = `require('node:http').createServer((req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': 5 });
  res.end('hello');
}).listen(0, '127.0.0.1', function () { console.log('http://127.0.0.1:' + this.address().port); });`;

/** `oads serve` as users start it. */
export const startDashboard = (artifacts, args = []) => start([CLI, 'serve', '--artifacts', artifacts, '--port', '0', ...args]);

/** The least that a server in Node can do. */
export const startHello = () => start(['-e', HELLO]);

async function start(args) {
  const startedMs = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\S+/.exec(line)?.[0];
    if (url) return { url, pid: child.pid, startMs: performance.now() - startedMs, stop: () => stop(child) };
  }
  throw new Error('expected the server to name its address, got its end');
}

async function stop(child) {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** Only Linux tells; NaN elsewhere. */
export function readMemoryMb(pid) {
  return readProc(() => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
}

export function readPeakMb(pid) {
  return readProc(() => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
}

export function readCpuSeconds(pid) {
  return readProc(() => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  });
}

function readProc(read) {
  try {
    return read();
  } catch {
    return Number.NaN;
  }
}
