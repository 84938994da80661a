// What the first requests after a start take with many runs, and the same when warm.
import { printTable, showNumber } from '../print-table.mjs';
import { makeArtifacts } from './make-artifacts.mjs';
import { readMemoryMb, readPeakMb, startDashboard, startHello } from './processes.mjs';
import { settle } from './settle.mjs';

export async function measureManyRuns(artifacts, runs) {
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
