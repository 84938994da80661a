// Runs every test/**/*.test.ts in a process of its own and believes none of them: uvu exits 0 when a `before` hook
// throws, when `.run()` was forgotten and when nothing matched. The last line reads `N passed, N failed`.
//
// Files that took longest the last time start first, so that no core waits for one of them at the end. Those of a room that shares
// something costly share a process.
//
//   node test/run.mjs [part of a path …] [--dir=DIRECTORY] [--jobs=2] [--timeout=SECONDS] [--slowest=N] [--times=FILE]
//
// With OADS_BIN the CLI that the tests start is that executable. With OADS_TEST_PROCESSES=1 each command has a process of its own.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleTypebox } from './support/bundle-typebox.mjs';
import { openExecutable } from './support/open-executable.mjs';

const KEPT_OUTPUT_CHARS = 200_000;
/** From here on it pays to bundle what they all load. */
const MANY_FILES = 8;
/** What a shell or a CI has set for itself must not decide a test: colours, database defaults, oads's own settings. */
const SCRUBBED = /^(?:FORCE_COLOR|NODE_ENV|NODE_OPTIONS|OADS_(?!TEST_PROCESSES$).*|PG[A-Z]+|XDG_.*)$/;

/**
 * Rooms whose files share a process: to load what they test, a Chromium or a hundred modules, takes longer than most of their tests. What
 * starts commands has a process for each file, as what ends one process would end the tests of all.
 */
const TOGETHER = /^(?:browser|core\/[^/]+|launcher|plugins\/[^/]+)\//;
/** Times the limit of one file: so long a whole room may take. */
const ROOM_LIMITS = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dir: { type: 'string' },
    jobs: { type: 'string' },
    timeout: { type: 'string' },
    slowest: { type: 'string' },
    times: { type: 'string' },
  },
});
const here = dirname(fileURLToPath(import.meta.url));
const directory = resolve(values.dir ?? here);
const jobs = Number(values.jobs ?? Math.min(2, availableParallelism()));
const timeoutMs = Number(values.timeout ?? 240) * 1_000;
const slowest = Number(values.slowest ?? 0);
/** Seconds on the clock of each file's last run, to start the longest first. */
const timesFile = values.times ?? (directory === here ? join(dirname(here), '.oads', 'test-times.json') : undefined);
const lastTimes = readTimes();

/** Compiled code, and types stripped off: each test file is a process of its own and would do both again. */
const compiled = mkdtempSync(join(tmpdir(), 'oads-compiled-'));
/** What files make once and share: see support/make-once.ts. */
const shared = mkdtempSync(join(tmpdir(), 'oads-shared-'));
process.once('exit', () => {
  for (const directory of [compiled, shared]) rmSync(directory, { recursive: true, force: true });
});

/** Process group → its files. */
const running = new Map();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    for (const [pid, base] of running) {
      killGroup(pid);
      rmSync(base, { recursive: true, force: true });
    }
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}

/** OADS_BIN and OADS_CACHE_DIR, where there is an executable under test. */
let underTest = {};
const all = findFiles(directory);
const unmatched = positionals.filter((part) => !all.some((file) => file.includes(part)));
const chosen = positionals.length === 0 ? all : all.filter((file) => positionals.some((part) => file.includes(part)));
/** What is started at once: its name, and its files. */
const units = sortLongestFirst(Map.groupBy(chosen, (file) => TOGETHER.exec(file)?.[0] ?? file));
const total = { passed: 0, failed: 0, skipped: 0 };
/** Name of a unit → what it took, `{seconds, cpuSeconds}`; the latter on request alone. */
const taken = new Map();
/** Named again at the end: their output stands far above by then. */
const failedFiles = [];
for (const part of unmatched) fail(`no test file matches ${JSON.stringify(part)}`);
if (all.length === 0) fail(`no *.test.ts below ${directory}`);
try {
  underTest = openExecutable(process.env);
} catch (error) {
  fail(error.message);
}
if (total.failed === 0 && chosen.length >= MANY_FILES) await bundleTypebox(shared);
if (total.failed === 0) await Promise.all(Array.from({ length: jobs }, () => work(units)));
writeTimes();
if (slowest > 0) printSlowest();
if (failedFiles.length > 0) console.log(`\nfailed: ${failedFiles.sort().join(', ')}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

/** Paths below `base`, with `/`. */
function findFiles(base) {
  return readdirSync(base, { recursive: true })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules/'));
}

function readTimes() {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(timesFile, 'utf8'))));
  } catch {
    return new Map();
  }
}

/** What was never timed may take long, and starts before all others; of the rooms' own tests those of the largest room do. */
function sortLongestFirst(groups) {
  const secondsOf = (name) => lastTimes.get(name) ?? (name.startsWith('core/') ? groups.get(name).length : Number.POSITIVE_INFINITY);
  return [...groups].sort(([a], [b]) => secondsOf(b) - secondsOf(a) || (a < b ? -1 : 1));
}

function writeTimes() {
  if (timesFile === undefined || taken.size === 0) return;
  const seconds = new Map([...lastTimes].filter(([name]) => all.includes(name) || all.some((file) => file.startsWith(name))));
  for (const [file, one] of taken) seconds.set(file, Math.round(one.seconds * 10) / 10);
  mkdirSync(dirname(timesFile), { recursive: true });
  writeFileSync(timesFile, `${JSON.stringify(Object.fromEntries(seconds), null, 1)}\n`);
}

function printSlowest() {
  const files = [...taken].sort(([, a], [, b]) => b.cpuSeconds - a.cpuSeconds);
  const sum = files.reduce((total, [, { cpuSeconds }]) => total + cpuSeconds, 0);
  console.log(`\n  CPU s  clock s  (${files.length} files, ${sum.toFixed(0)} CPU s)`);
  for (const [file, { cpuSeconds, seconds }] of files.slice(0, slowest)) {
    console.log(`${cpuSeconds.toFixed(1).padStart(7)} ${seconds.toFixed(1).padStart(8)}  ${file}`);
  }
}

function fail(message) {
  total.failed++;
  console.log(message);
}

async function work(queue) {
  for (let unit = queue.shift(); unit !== undefined; unit = queue.shift()) {
    const [name, files] = unit;
    const sources = files.map((file) => readFileSync(join(directory, file), 'utf8'));
    const outcome = judge(sources, await runFiles(name, files));
    total.passed += outcome.passed;
    total.failed += outcome.failed;
    total.skipped += outcome.skipped;
    const counts = [`${outcome.passed} passed`];
    if (outcome.failed > 0) counts.push(`${outcome.failed} failed`);
    if (outcome.skipped > 0) counts.push(`${outcome.skipped} skipped`);
    console.log(`${outcome.failed > 0 ? 'FAIL' : 'ok  '} ${name}  ${counts.join(', ')}`);
    if (outcome.failed > 0) failedFiles.push(name);
    if (outcome.failed > 0) console.log(`${outcome.output.trim()}\n${outcome.reasons.map((reason) => `  → ${reason}`).join('\n')}\n`);
  }
}

/** Resolves to `{ending, output}`; the process group of the files and its home and temporary directory are gone by then. */
function runFiles(name, files) {
  const base = mkdtempSync(join(tmpdir(), 'oads-test-'));
  const home = join(base, 'home');
  const temporary = join(base, 'tmp');
  for (const path of [home, temporary]) mkdirSync(path);
  // Not secret, and a server that runs under another account has to get through.
  for (const path of [base, temporary]) chmodSync(path, 0o711);
  const cpuReport = join(base, 'cpu');
  const preload = ['resolve-typebox.mjs', ...(slowest > 0 ? ['report-cpu.mjs'] : [])]
    .map((name) => pathToFileURL(join(here, 'support', name)).href)
    .flatMap((url) => ['--import', url]);
  const started = performance.now();
  const paths = files.map((file) => join(directory, file));
  const together = paths.length > 1 ? [join(here, 'support', 'run-together.mjs')] : [];
  const child = spawn(process.execPath, [...typeStripping(), ...preload, ...together, ...paths], {
    cwd: dirname(here),
    env: { ...environment(home, temporary), ...(slowest > 0 ? { TEST_CPU_REPORT: cpuReport } : {}) },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.set(child.pid, base);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      output = (output + text).slice(-KEPT_OUTPUT_CHARS);
    });
  }
  const limitMs = timeoutMs * Math.min(files.length, ROOM_LIMITS);
  return new Promise((done) => {
    let ending = '';
    const timer = setTimeout(() => {
      ending = `not finished within ${limitMs / 1_000} s`;
      killGroup(child.pid);
    }, limitMs);
    child.once('error', (error) => {
      ending = error.message;
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      if (ending === '' && code !== 0) ending = signal === null ? `exit code ${code}` : `ended by ${signal}`;
      // What a test started and left running would hold the pipes open, and the machine busy.
      killGroup(child.pid);
    });
    child.once('close', () => {
      running.delete(child.pid);
      const cpuSeconds = existsSync(cpuReport) ? Number(readFileSync(cpuReport, 'utf8')) : 0;
      taken.set(name, { seconds: (performance.now() - started) / 1_000, cpuSeconds });
      rmSync(base, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      done({ ending, output });
    });
  });
}

function environment(home, temporary) {
  const kept = Object.entries(process.env).filter(([name]) => !SCRUBBED.test(name));
  return {
    ...Object.fromEntries(kept),
    ...underTest,
    NO_COLOR: '1',
    NODE_COMPILE_CACHE: compiled,
    TEST_SHARED_DIR: shared,
    ORT_DISABLE_TELEMETRY: '1',
    HOME: home,
    USERPROFILE: home,
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
  };
}

/** Node 22.18 and 23.6 strip types without being asked. */
function typeStripping() {
  const quiet = '--disable-warning=ExperimentalWarning';
  return process.features.typescript ? [quiet] : [quiet, '--experimental-strip-types'];
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Files pass when their process ended well, ran at least one test, passed all it ran, and ran every suite that each of them declares. */
function judge(sources, { ending, output }) {
  const reasons = ending === '' ? [] : [ending];
  const reports = [...output.matchAll(/^ {2}Total: {5}(\d+)\n {2}Passed: {4}(\d+)\n {2}Skipped: {3}(\d+)$/gm)];
  const [planned, passed, skipped] = (reports.at(-1) ?? [0, 0, 0, 0]).slice(1).map(Number);
  if (reports.length === 0) reasons.push('no report: the file ended before its tests did, or no suite was run()');
  // Where all are skipped, each by its name, the count of the skipped says so.
  else if (planned === 0 && skipped === 0) reasons.push('no test ran');
  else if (passed < planned) reasons.push(`${planned - passed} of ${planned} tests did not pass`);
  // uvu starts at the first pause after the first run(): a later run() makes it do everything again.
  if (reports.length > 1) reasons.push(`${reports.length} reports: call every run() before the first top-level await that follows one`);
  for (const source of sources) {
    for (const [, name] of source.matchAll(/^(?:export )?const (\w+) = suite\b/gm)) {
      if (!source.includes(`${name}.run()`)) reasons.push(`${name}.run() is missing`);
    }
  }
  return { passed, skipped, failed: reasons.length === 0 ? 0 : Math.max(1, planned - passed), reasons, output };
}
