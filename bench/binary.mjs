// The single executable beside plain `node bin/run.js`: sizes, the first run, and starts, interleaved so that a busy machine slows both.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root, writeConfig } from './prepare.mjs';
import { median, printTable, showNumber } from './print-table.mjs';
import { collect, REPORT } from './run-measured.mjs';

const ROUNDS = 15;
const FIRST_RUNS = 5;
const MOST_MB = 155;
const MOST_OVERHEAD = 1.1;
/** statfs's f_type of a tmpfs. */
const TMPFS = 0x01021994;

/** Needs the executable: `npm run build:binary`, or OADS_BIN. */
export async function benchBinary(directory) {
  const built = resolve(root, process.env.OADS_BIN ?? join('dist', `oads-${process.platform}-${process.arch}`));
  if (!existsSync(built)) {
    console.log(`\nThe single executable is not measured: expected ${built} (npm run build:binary, or its path in OADS_BIN)`);
    return [];
  }
  // A copy, as a download is: of the file as the build wrote it more pages of the page cache are mapped, and counted as the process's.
  const binary = join(directory, 'oads');
  copyFileSync(built, binary);
  const megabytes = statSync(binary).size / 1e6;
  const cache = join(directory, 'cache');
  const first = await benchFirstRuns(binary, directory, cache);
  printTable(
    'The single executable',
    ['what', 'is'],
    [
      ['file', `${showNumber(megabytes, 1)} MB`],
      ['unpacked', `${showNumber(sizeBelow(cache) / 1e6, 1)} MB`],
      ...first.map(({ place, seconds }) => [`first run, ${place}, median of ${FIRST_RUNS}`, `${showNumber(seconds, 2)} s`]),
    ],
  );
  return [
    { target: `the executable at most ${MOST_MB} MB`, measured: `${showNumber(megabytes, 1)} MB`, met: megabytes <= MOST_MB },
    ...(await benchStarts(binary, directory, cache)),
  ];
}

/** `--help` with an empty cache each time, on this disk and in memory where there is such a directory; the last one stays in `cache`. */
async function benchFirstRuns(binary, directory, cache) {
  const places = [{ place: 'disk', base: directory }];
  const memory = '/dev/shm';
  if (existsSync(memory) && statfsSync(memory).type === TMPFS)
    places.push({ place: 'tmpfs', base: mkdtempSync(join(memory, 'oads-bench-')) });
  const seconds = places.map(() => []);
  try {
    for (let round = 0; round < FIRST_RUNS; round++) {
      for (const [p, { base }] of places.entries()) {
        const dir = p === 0 ? cache : join(base, 'cache');
        rmSync(dir, { recursive: true, force: true });
        mkdirSync(dir);
        seconds[p].push((await start([binary, '--help'], { OADS_CACHE_DIR: dir })).seconds);
      }
    }
  } finally {
    for (const { base } of places.slice(1)) rmSync(base, { recursive: true, force: true });
  }
  return places.map(({ place }, p) => ({ place, seconds: median(seconds[p]) }));
}

async function benchStarts(binary, directory, cache) {
  const csv = join(directory, 'small.csv');
  const lines = Array.from({ length: 1000 }, (_, id) => `${id},2001-01-02T03:04:00Z,${id % 60},${100 + (id % 900)},LAS,PHL`);
  writeFileSync(csv, `id,date,delay,distance,origin,destination\n${lines.join('\n')}\n`);
  const config = join(directory, 'small.json');
  writeConfig(config, { loader: 'file', options: { path: csv } });
  const chosen = ['--config', config, '--quiet', '--as-of', '2001-01-03T00:00:00Z'];
  let started = 0;
  const commands = {
    '--version': ['--version'],
    '--help': ['--help'],
    'check, 1,000 rows': ['check', csv, ...chosen],
    'run, 1,000 rows': ['run', ...chosen, '--artifacts'],
  };
  const programs = { plain: [process.execPath, join(root, 'bin', 'run.js')], executable: [binary] };
  const runs = [];
  for (let round = -1; round < ROUNDS; round++) {
    for (const [name, args] of Object.entries(commands)) {
      for (const [program, command] of Object.entries(programs)) {
        const env = { OADS_CACHE_DIR: cache };
        // On the clock without being watched, then the processor's time with it; the first round only compiles.
        // A run that is there already would be told again.
        const whole = () => [...command, ...args, ...(args.at(-1) === '--artifacts' ? [join(directory, `artifacts-${started++}`)] : [])];
        const { seconds } = await start(whole(), env);
        const usage = await start(whole(), { ...env, NODE_OPTIONS: `--import ${REPORT}` });
        if (round >= 0) runs.push({ name, program, seconds, ...usage.reported });
      }
    }
  }
  const of = (name, program, what) =>
    median(runs.filter((run) => run.name === name && run.program === program).map((run) => run[what] ?? Number.NaN));
  const ratio = (name, what) => of(name, 'executable', what) / of(name, 'plain', what);
  printTable(
    `The single executable beside node bin/run.js, median of ${ROUNDS} interleaved rounds`,
    ['command', 'plain s', 'executable s', 'ratio', 'CPU ratio', 'plain peak MB', 'executable peak MB'],
    Object.keys(commands).map((name) => [
      name,
      ...['plain', 'executable'].map((program) => showNumber(of(name, program, 'seconds'), 3)),
      showNumber(ratio(name, 'seconds'), 2),
      showNumber(ratio(name, 'cpuSeconds'), 2),
      ...['plain', 'executable'].map((program) => showNumber(of(name, program, 'peakMb'), 0)),
    ]),
  );
  return Object.keys(commands).map((name) => {
    // --version answers before anything could watch it.
    const cpu = ratio(name, 'cpuSeconds');
    const overhead = Number.isNaN(cpu) ? ratio(name, 'seconds') : cpu;
    return {
      target: `\`oads ${name}\` of the executable at most ${MOST_OVERHEAD} × plain`,
      measured: `${showNumber(ratio(name, 'seconds'), 2)} ×, CPU ${showNumber(cpu, 2)} ×`,
      met: overhead <= MOST_OVERHEAD,
    };
  });
}

/** What a command took on the clock; with NODE_OPTIONS also what it reported of itself. Throws where it failed. */
async function start([file, ...args], env) {
  const began = performance.now();
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', NO_COLOR: '1', ...env },
  });
  const [, stderr, usage] = [1, 2, 3].map((descriptor) => collect(child.stdio[descriptor]));
  const code = await new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  const seconds = (performance.now() - began) / 1000;
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${code}: ${(await stderr).trim()}`);
  const told = await usage;
  return { seconds, reported: told === '' ? {} : JSON.parse(told) };
}

function sizeBelow(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((bytes, entry) => bytes + statSync(join(entry.parentPath, entry.name)).size, 0);
}
