import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import vm from 'node:vm';
import zlib from 'node:zlib';

/** As Node's own. */
const [HEAD, TAIL] = ['(function (exports, require, module, __filename, __dirname) { ', '\n});'];
const BUNDLES = new Set(['./main.cjs', './core.cjs', './oclif.cjs']);
/** Of one file's cache; more are no commands. */
const MOST_COMMANDS = 64;
/** Some megabytes are usual. */
const MOST_BYTES = 64_000_000;
/** In longer runs the collector of garbage takes code that has not been used for a while. */
const SHORT_RUN_S = 10;

/**
 * Loads dist/main.cjs, and the bundles that it asks for, with what V8 compiled of them when the same command ran before. Node's own cache
 * holds what is compiled as a file is loaded, and hardly any function is by then: a start would parse two thousand of them again.
 * @param {string} main path of dist/main.cjs
 * @param {string | undefined} command the first word of the command line
 */
export function loadProgram(main, command) {
  // Node 20 has none of it.
  const directory = Module.getCompileCacheDir?.();
  // Source maps are Node's to find, and it finds them for what it has loaded itself.
  if (directory === undefined || process.sourceMapsEnabled) return createRequire(main)(main);
  const word = /^[a-z]{1,16}$/.test(command ?? '') ? `${command}` : '-';
  allowImports();
  /** @type {(() => void)[]} */
  const unsaved = [];
  process.once('exit', () => {
    // Another exit code, or the help of a command: it has not done what the command does, and would stand for it from then on.
    const isHelp = word !== '-' && process.argv.some((arg) => arg === '--help' || arg === '-h');
    const isDone = Number(process.exitCode ?? 0) <= 1 && !isHelp;
    if (isDone && process.uptime() < SHORT_RUN_S) for (const save of unsaved) save();
  });
  return load(main, { directory, command: word, unsaved });
}

/** As `require` does it, but for the script that is compiled. */
function load(file, start) {
  const own = createRequire(file);
  const known = own.cache[file];
  if (known) return known.exports;
  const require = Object.assign((id) => (BUNDLES.has(id) ? load(join(dirname(file), id), start) : own(id)), own);
  const run = compile(file, start).runInThisContext();
  const module = new Module(file);
  module.filename = file;
  own.cache[file] = module;
  try {
    run.call(module.exports, module.exports, require, module, file, dirname(file));
  } catch (error) {
    delete own.cache[file];
    throw error;
  }
  module.loaded = true;
  return module.exports;
}

function compile(file, { directory, command, unsaved }) {
  const source = readFileSync(file);
  const place = join(directory, `oads-${basename(file, '.cjs')}-${zlib.crc32(source).toString(16)}-${source.length}`);
  const cached = readCache(place);
  const options = { filename: file, columnOffset: -HEAD.length, importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER };
  const script = new vm.Script(`${HEAD}${source}${TAIL}`, { ...options, cachedData: cached?.data });
  const commands = cached === undefined || script.cachedDataRejected ? [] : cached.commands;
  if (!commands.includes(command) && commands.length < MOST_COMMANDS) {
    unsaved.push(() => writeCache(place, [...commands, command], script.createCachedData()));
  }
  return script;
}

/** The commands that it was made by, and what V8 makes of them; undefined where it is not there or not whole. */
function readCache(place) {
  try {
    const stats = statSync(place);
    if (!stats.isFile() || stats.size > MOST_BYTES) return undefined;
    const bytes = readFileSync(place);
    const end = bytes.indexOf('\n');
    const [sum, ...commands] = bytes.toString('latin1', 0, end).split(' ');
    const data = bytes.subarray(end + 1);
    return sum === String(zlib.crc32(data)) ? { commands, data } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whole or not at all: others start meanwhile. What cannot be written is done without. All stage in one place, so that what a killed one has
 * left is written over; what two have mixed there has not its sum.
 */
function writeCache(place, commands, data) {
  const staged = `${place}.part`;
  try {
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(staged, Buffer.concat([Buffer.from(`${[zlib.crc32(data), ...commands].join(' ')}\n`), data]));
    renameSync(staged, place);
  } catch {
    rmSync(staged, { force: true });
  }
}

/** Node would warn that the loader of such a script's imports is experimental; it is the one that all modules have. */
function allowImports() {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    new vm.Script('void import("node:fs")', { importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER }).runInThisContext();
  } finally {
    process.emitWarning = emitWarning;
  }
}
