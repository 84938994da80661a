// `oads run` and its stages on the flights, from Parquet and from PostgreSQL, each beside its floor.
import { mkdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '../scripts/embedded-postgres.mjs';
import { fillFlights } from '../scripts/flights-database.mjs';
import { REFERENCE_END, writeFlights } from '../scripts/us-flights.mjs';
import { ACCEPTED_MB, TARGET_MB } from './memory.mjs';
import { AS_OF, bundle, root, writeConfig, writeFlightRows } from './prepare.mjs';
import { printTable, showNumber } from './print-table.mjs';
import { runMeasured, typeScriptFlags } from './run-measured.mjs';
import { readServerCpu } from './server-cpu.mjs';

const CLI = join(root, 'bin', 'run.js');
/** As many threads as `run` scores with. */
const WORKERS = Math.min(2, availableParallelism());
const MAX_RATIO = 1.25;
/** The server counts a backend's CPU when it has seen its end. */
const REAPED_WITHIN_MS = 200;

export async function benchRun(directory, rows, wanted) {
  const file = join(directory, 'flights.parquet');
  await writeFlightRows(file, rows);
  const postgres = await startPostgres();
  try {
    await fillFlights(postgres.connectionString, () => {});
    const sources = {
      Parquet: { loader: 'file', options: { path: file } },
      PostgreSQL: {
        loader: 'postgres',
        options: { connection: '${OADS_DATABASE_URL}', query: `SELECT * FROM flights WHERE id < ${rows}`, order_by: ['id'] },
      },
    };
    const bench = { directory, rows, file, postgres, lines: [] };
    const floors = {
      parquet: await measureFloor(bench, 'parquet', file),
      postgres: await measureFloor(bench, 'postgres', String(rows)),
      score: await measureFloor(bench, 'score', file, bundle, String(WORKERS)),
      digest: await measureFloor(bench, 'digest', file),
    };
    const targets = [];
    for (const [name, source] of Object.entries(sources)) {
      const config = join(directory, `${name}.json`);
      writeConfig(config, source);
      const read = name === 'Parquet' ? floors.parquet : floors.postgres;
      const run = await measureRun(bench, config);
      const results = await measureFloor(bench, 'write', String(run.resultBytes), join(directory, 'floor.csv'));
      if (wanted.stages) await addStages(bench, name, config, { ...floors, read, results });
      const floor = floorOfRun(name, [read, floors.digest, floors.score, results], floors.score);
      addLine(bench, `run, whole, from ${name}`, run, floor);
      targets.push(describeTarget(name, run, floor, rows));
    }
    if (wanted.stages) await addFit(bench);
    printTable(
      `${rows.toLocaleString('en-US')} rows, ${WORKERS} scoring threads`,
      ['stage', 'seconds', 'CPU s', 'server CPU s', 'peak MB', 'rows/s', 'floor s', 'floor CPU s', '× floor', '(CPU)'],
      bench.lines,
    );
    return targets.flat();
  } finally {
    await postgres.stop();
  }
}

/** Runs a script with the database's address; adds what the server used for it. */
async function runBesideServer(postgres, args) {
  const before = readServerCpu(postgres.pid);
  const run = await runMeasured(args, { env: { OADS_DATABASE_URL: postgres.connectionString } });
  await sleep(REAPED_WITHIN_MS);
  return { ...run, serverCpuSeconds: readServerCpu(postgres.pid) - before };
}

async function measureFloor({ postgres }, ...args) {
  const script = join(root, 'bench', 'measure-floors.ts');
  const { stdout, serverCpuSeconds } = await runBesideServer(postgres, [...typeScriptFlags(), script, ...args]);
  return { ...JSON.parse(stdout), serverCpuSeconds };
}

async function measureRun({ directory, postgres }, config) {
  const artifacts = join(directory, 'artifacts');
  const run = await runBesideServer(postgres, [CLI, 'run', '-c', config, '--as-of', AS_OF, '--artifacts', artifacts, '--quiet']);
  const latest = join(artifacts, 'us-flights', readlinkSync(join(artifacts, 'us-flights', 'latest')));
  const resultBytes = statSync(join(latest, 'anomaly_results.csv')).size;
  rmSync(artifacts, { recursive: true, force: true });
  return { ...run, resultBytes };
}

async function addStages(bench, name, config, floors) {
  const directory = join(bench.directory, 'stages');
  mkdirSync(directory);
  const script = join(root, 'bench', 'measure-stages.ts');
  const { stdout, peakMb } = await runBesideServer(bench.postgres, [...typeScriptFlags(), script, config, AS_OF, directory]);
  rmSync(directory, { recursive: true, force: true });
  const { stages } = JSON.parse(stdout);
  addLine(bench, `load to spool, from ${name}`, stages.load, floors.read);
  addLine(bench, '  digest', stages.digest, floors.digest);
  addLine(bench, '  check', stages.check);
  addLine(bench, '  drift', stages.drift);
  addLine(bench, '  score', stages.score, floors.score);
  addLine(bench, '  results', { ...stages.results, peakMb }, floors.results);
}

async function addFit(bench) {
  const reference = join(bench.directory, 'reference.parquet');
  const rows = await writeFlights(reference, '2001-01-01T00:00:00Z', REFERENCE_END);
  const config = join(root, 'config', 'us-flights.yaml');
  const target = join(bench.directory, 'bundle');
  const fit = await runMeasured([CLI, 'fit', '-c', config, '--as-of', REFERENCE_END, '--reference', reference, '-o', target, '--quiet']);
  addLine(bench, `fit, ${rows.toLocaleString('en-US')} rows`, fit, undefined, rows);
}

/** The cores share what the floors cost; PostgreSQL sends while this side scores, so that the larger of the two is left. */
function floorOfRun(name, floors, score) {
  const cpuSeconds = floors.reduce((sum, floor) => sum + floor.cpuSeconds, 0);
  const [read] = floors;
  const seconds = name === 'Parquet' ? cpuSeconds / Math.min(2, availableParallelism()) : Math.max(read.seconds, score.seconds);
  return { seconds, cpuSeconds, serverCpuSeconds: read.serverCpuSeconds };
}

function addLine(bench, stage, measured, floor, rows = bench.rows) {
  bench.lines.push([
    stage,
    showNumber(measured.seconds, 2),
    showNumber(measured.cpuSeconds, 2),
    showNumber(measured.serverCpuSeconds > 0.05 ? measured.serverCpuSeconds : undefined, 2),
    showNumber(measured.peakMb, 0),
    showNumber(rows / measured.seconds, 0),
    showNumber(floor?.seconds, 2),
    showNumber(floor?.cpuSeconds, 2),
    showNumber(floor && measured.seconds / floor.seconds, 2),
    showNumber(floor && measured.cpuSeconds / floor.cpuSeconds, 2),
  ]);
}

function describeTarget(name, run, floor, rows) {
  const ratio = run.seconds / floor.seconds;
  const of = name === 'Parquet' ? 'the floors’ CPU on two cores' : 'the larger of COPY’s floor and the scoring floor';
  const perSecond = `${showNumber(rows / run.seconds, 0)} rows/s`;
  const cpu = `CPU ${(run.cpuSeconds / floor.cpuSeconds).toFixed(2)} ×`;
  const memory = `${run.peakMb.toFixed(0)} MB`;
  return [
    {
      target: `run from ${name} at most ${MAX_RATIO} × ${of}`,
      measured: `${ratio.toFixed(2)} × (${cpu}, ${perSecond})`,
      met: ratio <= MAX_RATIO,
    },
    { target: `run from ${name} with at most ${ACCEPTED_MB} MB`, measured: memory, met: run.peakMb <= ACCEPTED_MB },
    { target: `run from ${name} with at most ${TARGET_MB} MB`, measured: memory, met: run.peakMb <= TARGET_MB },
  ];
}
