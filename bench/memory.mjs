// Peak memory of `oads run` on one, three and nine million rows: it must not grow with them.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AS_OF, root, writeConfig, writeFlightRows } from './prepare.mjs';
import { printTable, showNumber } from './print-table.mjs';
import { runMeasured } from './run-measured.mjs';

const MILLIONS = [1, 3, 9];
export const ACCEPTED_MB = 700;
export const TARGET_MB = 600;

export async function benchMemory(directory) {
  const runs = [];
  for (const millions of MILLIONS) {
    const file = join(directory, 'memory.parquet');
    const config = join(directory, 'memory.json');
    const artifacts = join(directory, 'memory-artifacts');
    await writeFlightRows(file, millions * 1e6);
    writeConfig(config, { loader: 'file', options: { path: file } });
    const args = [join(root, 'bin', 'run.js'), 'run', '--config', config, '--as-of', AS_OF, '--artifacts', artifacts, '--quiet'];
    runs.push({ millions, ...(await runMeasured(args)) });
    rmSync(artifacts, { recursive: true, force: true });
    rmSync(file, { force: true });
  }
  printTable(
    'Peak memory of `oads run` from Parquet',
    ['rows', 'peak MB', 'seconds', 'CPU s'],
    runs.map(({ millions, peakMb, seconds, cpuSeconds }) => [
      `${millions} M`,
      showNumber(peakMb, 0),
      showNumber(seconds, 1),
      showNumber(cpuSeconds, 1),
    ]),
  );
  const measured = runs.map(({ millions, peakMb }) => `${millions} M ${peakMb.toFixed(0)} MB`).join(', ');
  const most = Math.max(...runs.map(({ peakMb }) => peakMb));
  return [{ target: `peak memory at most ${TARGET_MB} MB whatever the number of rows`, measured, met: most <= TARGET_MB }];
}
