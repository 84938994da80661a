// `oads load -o - | oads score - -o -` over gigabytes of generated CSV: peak memory of each process, and rows per CPU second.
//
//   node scripts/run.mjs bench/chaining/run.mjs [--gigabytes=2] [--dir=DIRECTORY] [--format=arrow|csv|ndjson]
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { printTable, showNumber } from '../print-table.mjs';
import { runMeasured } from '../run-measured.mjs';

const TARGET_MB = 700;
const { values } = parseArgs({
  options: {
    gigabytes: { type: 'string', default: '2' },
    dir: { type: 'string', default: tmpdir() },
    format: { type: 'string', default: 'arrow' },
  },
});
const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const report = new URL('../report-usage.mjs', import.meta.url).href;
const directory = mkdtempSync(join(values.dir, 'oads-bench-chaining-'));
const at = (name) => join(directory, name);

const CONFIG = `version: 1
pipeline: chaining
source: {loader: file, options: {path: batch.csv}}
key: [id]
contract:
  columns:
    id: {type: integer, nullable: false}
    shipped: {type: timestamp, nullable: false}
    weight: {type: number}
    hours: {type: number}
    mode: {type: text}
    route: {type: text}
    remark: {type: text}
checks:
  - {id: weight-possible, check: range, column: weight, min: 0, max: 100000, severity: quarantine}
features:
  - {name: weight, transform: log1p}
  - {name: hours}
  - {name: mode, kind: categorical}
model: {path: model}
fit: {reference_is: clean, seed: 7, calibration_rows: 1000}
`;

try {
  writeFileSync(at('oads.yaml'), CONFIG);
  writeRows(at('reference.csv'), 20_000, Number.POSITIVE_INFINITY);
  await runMeasured([bin, 'fit', '-c', at('oads.yaml'), '--reference', at('reference.csv'), '--quiet']);
  const rows = writeRows(at('batch.csv'), Number.POSITIVE_INFINITY, Number(values.gigabytes) * 1e9);
  const gigabytes = statSync(at('batch.csv')).size / 1e9;
  const [load, score, seconds] = await measureChain();
  const stages = [
    ['load -o -', load],
    ['score - -o -', score],
  ];
  printTable(
    `${showNumber(gigabytes, 2)} GB of CSV, ${showNumber(rows, 0)} rows, as ${values.format} through the pipe, ${showNumber(seconds, 0)} s on the clock`,
    ['stage', 'peak MB', 'CPU s', 'rows per CPU second'],
    stages.map(([name, { peakMb, cpuSeconds }]) => [
      name,
      showNumber(peakMb, 0),
      showNumber(cpuSeconds, 1),
      showNumber(rows / cpuSeconds, 0),
    ]),
  );
  const most = Math.max(load.peakMb, score.peakMb);
  console.log(`at most ${TARGET_MB} MB a process: ${most <= TARGET_MB ? 'met' : 'not met'} (${showNumber(most, 0)} MB)`);
  console.log(`${availableParallelism()} processors, load average ${loadavg()[0].toFixed(1)}`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** A shell joins the two, so that the pipe is one; each tells on descriptor 3 what it used. */
async function measureChain() {
  const stage = (args, usage) => `"$NODE" --import "$REPORT" "$BIN" ${args} -c oads.yaml --quiet 3> ${usage}`;
  const load = stage(`load -o - --format ${values.format}`, 'load.json');
  const score = stage('score - -o -', 'score.json');
  const start = performance.now();
  const child = spawn('bash', ['-c', `set -o pipefail; ${load} | ${score} > /dev/null`], {
    cwd: directory,
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', NODE: process.execPath, REPORT: report, BIN: bin },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`the chain ended with ${code}`);
  const usage = ['load.json', 'score.json'].map((name) => JSON.parse(readFileSync(at(name), 'utf8')));
  return [...usage, (performance.now() - start) / 1000];
}

/** Seeded rows until either limit is reached; returns how many. */
function writeRows(file, maxRows, maxBytes) {
  let seed = 7;
  const uniform = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return (seed + 0.5) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const descriptor = openSync(file, 'w');
  let bytes = 0;
  let rows = 0;
  let text = 'id,shipped,weight,hours,mode,route,remark\n';
  while (rows < maxRows && bytes + text.length < maxBytes) {
    const shipped = new Date(Date.UTC(2026, 0, 1) + rows * 1000).toISOString();
    const mode = ['air', 'sea', 'road'][Math.floor(uniform() * 3)];
    text += `${rows},${shipped},${Math.exp(4 + normal()).toFixed(3)},${(48 + 10 * normal()).toFixed(3)},${mode},R${Math.floor(uniform() * 5000)},parcel ${rows} of lot ${rows % 977}\n`;
    rows++;
    if (text.length > 1 << 20) {
      bytes += writeSync(descriptor, text);
      text = '';
    }
  }
  writeSync(descriptor, text);
  closeSync(descriptor);
  return rows;
}
