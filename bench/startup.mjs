// Starting the CLI, beside starting Node: interleaved, so that a busy machine slows both.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, writeConfig } from './prepare.mjs';
import { median, printTable, showNumber } from './print-table.mjs';
import { runMeasured } from './run-measured.mjs';

const ROUNDS = 15;

export async function benchStartup(directory) {
  const csv = join(directory, 'small.csv');
  const lines = Array.from({ length: 1000 }, (_, id) => `${id},2001-01-02T03:04:00Z,${id % 60},${100 + (id % 900)},LAS,PHL`);
  writeFileSync(csv, `id,date,delay,distance,origin,destination\n${lines.join('\n')}\n`);
  const config = join(directory, 'small.json');
  writeConfig(config, { loader: 'file', options: { path: csv } });
  const oads = join(root, 'bin', 'run.js');
  const commands = {
    'node -e 0': ['-e', '0'],
    'oads --version': [oads, '--version'],
    'oads check --help': [oads, 'check', '--help'],
    'oads check small.csv': [oads, 'check', csv, '--config', config, '--quiet'],
    'the same, compiled before': [oads, 'check', csv, '--config', config, '--quiet'],
  };
  const env = { 'the same, compiled before': { NODE_COMPILE_CACHE: join(directory, 'compiled') } };
  const runs = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, args] of Object.entries(commands)) runs[name].push(await runMeasured(args, { env: env[name] }));
  }
  const of = (name, what) => median(runs[name].map((run) => run[what]));
  const ratio = (name, what) => of(name, what) / of('node -e 0', what);
  printTable(
    `Start-up, median of ${ROUNDS} interleaved rounds`,
    ['command', 'seconds', 'CPU s', 'peak MB', '× node -e 0', '(CPU)'],
    Object.keys(commands).map((name) => [
      name,
      showNumber(of(name, 'seconds'), 3),
      showNumber(of(name, 'cpuSeconds'), 3),
      showNumber(of(name, 'peakMb'), 0),
      showNumber(ratio(name, 'seconds'), 2),
      showNumber(ratio(name, 'cpuSeconds'), 2),
    ]),
  );
  const version = ratio('oads --version', 'cpuSeconds');
  const check = of('oads check small.csv', 'seconds');
  return [
    { target: '`oads --version` at most 2 × `node -e 0`, in CPU time', measured: `${version.toFixed(2)} ×`, met: version <= 2 },
    {
      target: '`oads check small.csv` (1,000 rows) under 0.6 s',
      measured: `${check.toFixed(2)} s, ${of('oads check small.csv', 'cpuSeconds').toFixed(2)} CPU s`,
      met: check < 0.6,
    },
  ];
}
