// The load of a bounded number of requests on a dashboard over loopback, beside the least that a server in Node can do.
import autocannon from 'autocannon';
import { printTable, showNumber } from '../print-table.mjs';
import { readCpuSeconds, readMemoryMb, readPeakMb, startHello } from './processes.mjs';
import { settle } from './settle.mjs';
import { openSlowClients } from './slow-clients.mjs';

/** Each with its share of the requests. */
const PATHS = [
  ['/health', 1],
  ['/metrics', 0.1],
  ['/metrics?format=openmetrics', 0.05],
  ['/metrics?format=prometheus', 0.05],
  ['/top-anomalies', 0.1],
  ['/', 0.05],
];
/**
 * Asks each path, and bare `node:http`, once for each number of slow clients; prints a table and gives its lines.
 * @param {{url: string, pid: number}} server
 * @param {{title: string, requests: number, connections: number, slowClients: number[]}} load
 */
export async function measureLoad(server, { title, requests, connections, slowClients }) {
  const hello = await startHello();
  const lines = [];
  try {
    await settle(server);
    const before = readMemoryMb(server.pid);
    for (const slow of slowClients) {
      const clients = slow > 0 ? openSlowClients(server.url, slow) : null;
      const floor = await measure(hello, '/', connections, Math.round(requests / 4));
      lines.push({ path: 'node:http hello', slow: 0, ...floor, floor });
      for (const [path, share] of PATHS) {
        const amount = Math.max(connections, Math.round(requests * share));
        lines.push({ path, slow, ...(await measure(server, path, connections, amount)), floor });
      }
      clients?.close();
    }
    printTable(
      `${title}, ${connections} connections`,
      ['path', 'slow clients', 'requests/s', 'of hello', 'per CPU s', 'of hello', 'p50 ms', 'p99 ms', 'not 2xx', 'KB', 'server MB'],
      lines.map(({ path, slow, perSecond, perCpuSecond, p50, p99, failed, bytes, mb, floor }) => [
        path,
        String(slow),
        showNumber(perSecond, 0),
        showNumber(perSecond / floor.perSecond, 2),
        showNumber(perCpuSecond, 0),
        showNumber(perCpuSecond / floor.perCpuSecond, 2),
        showNumber(p50, 1),
        showNumber(p99, 1),
        String(failed),
        showNumber(bytes / 1024, 1),
        showNumber(mb, 0),
      ]),
    );
    const total = lines.reduce((sum, { path, sent }) => sum + (path.startsWith('/') ? sent : 0), 0);
    console.log(
      `memory ${showNumber(before, 0)} MB before, ${showNumber(readMemoryMb(server.pid), 0)} MB after ${total.toLocaleString('en-US')} requests, peak ${showNumber(readPeakMb(server.pid), 0)} MB`,
    );
    return lines;
  } finally {
    await hello.stop();
  }
}

async function measure({ url, pid }, path, connections, amount) {
  const { length: bytes } = await (await fetch(url + path)).text();
  const cpu = readCpuSeconds(pid);
  const startedMs = performance.now();
  const result = await autocannon({ url: url + path, connections, amount });
  const seconds = (performance.now() - startedMs) / 1000;
  return {
    sent: amount,
    bytes,
    perSecond: amount / seconds,
    perCpuSecond: amount / (readCpuSeconds(pid) - cpu),
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts,
    mb: readMemoryMb(pid),
  };
}
