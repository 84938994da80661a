// Makes the sample of `oads demo` and its model again, to the byte: `npm run fit:demo [-- DIR]`. What it is made of: demo/NOTICE.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forwardSignals, spawnForwarding } from './spawn-forwarding.mjs';
import { scanFlights } from './us-flights.mjs';

const REFERENCE = { from: '2001-04-01T00:00:00Z', to: '2001-06-18T00:00:00Z' };
const SAMPLE = { from: '2001-06-20T00:00:00Z', to: '2001-06-26T00:00:00Z' };
/** The rows that are delivered twice. */
const DOUBLED = { from: '2001-06-24T18:00Z', to: '2001-06-25T00:00Z' };
const ONE_IN = 10;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = resolve(process.argv[2] ?? join(root, 'demo'));
const scratch = mkdtempSync(join(tmpdir(), 'oads-fit-'));
forwardSignals();
try {
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'departures.csv'), toCsv(await pickFlights(SAMPLE)));
  const reference = join(scratch, 'reference.parquet');
  (await pickFlights(REFERENCE)).writeParquet(reference);
  const config = join(scratch, 'oads.yaml');
  copyFileSync(join(root, 'demo', 'oads.yaml'), config);
  const fit = ['fit', '-c', config, '--as-of', REFERENCE.to, '--reference', reference, '-o', join(target, 'model')];
  process.exitCode = await spawnForwarding(process.execPath, [join(root, 'bin', 'run.js'), ...fit], { stdio: 'inherit' });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function pickFlights(period) {
  const { pl, flights } = await scanFlights(period);
  return (await flights.collect()).filter(pl.col('id').modulo(pl.lit(ONE_IN)).eq(pl.lit(0)));
}

/** In the order of the file; what was doubled comes last, as a second delivery does. */
function toCsv(flights) {
  const rows = flights.rows().map(([id, date, ...rest]) => [id, `${date.toISOString().slice(0, 16)}Z`, ...rest]);
  const again = rows.filter(([, date]) => date >= DOUBLED.from && date < DOUBLED.to);
  return [flights.columns, ...rows, ...again].map((row) => `${row.join(',')}\n`).join('');
}
