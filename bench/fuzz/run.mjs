// Feeds mutants of good inputs to every parser of the plugins: a clear error or rows, in bounded time and memory.
//   node scripts/run.mjs bench/fuzz/run.mjs [--runs 100000] [--only PLUGIN] [--target PARSER] [--seed 1] [--save DIR]
// One process a plugin, one after the other. Exits 1 where something broke; its mutants are kept in DIR.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { fuzz } from '../../test/support/fuzz.ts';
import { printTable, showNumber } from '../print-table.mjs';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    only: { type: 'string', default: '' },
    target: { type: 'string' },
    seed: { type: 'string', default: '1' },
    save: { type: 'string' },
    child: { type: 'string' },
  },
});
const TARGETS = join(import.meta.dirname, '..', '..', 'test', 'support', 'fuzz-targets');

if (values.child) await fuzzPlugin(values.child);
else await fuzzAll();

async function fuzzAll() {
  const plugins = listPlugins();
  if (plugins.length === 0) {
    console.error(`no targets${values.only ? ` of ${values.only}` : ''} in test/support/fuzz-targets`);
    process.exit(2);
  }
  const save = values.save ?? mkdtempSync(join(tmpdir(), 'oads-fuzz-'));
  mkdirSync(save, { recursive: true });
  for (const plugin of plugins) {
    const code = await fuzzInChild(plugin, save);
    if (code !== 0) process.exitCode = 1;
  }
  if (process.exitCode === 1) console.log(`\nmutants that broke something: ${save}`);
}

function listPlugins() {
  try {
    return readdirSync(TARGETS)
      .filter((name) => name.endsWith('.ts') && name.includes(values.only))
      .map((name) => name.slice(0, -'.ts'.length))
      .sort();
  } catch {
    return [];
  }
}

/** A parser that eats all memory takes its own process with it, no other. */
function fuzzInChild(plugin, save) {
  const file = fileURLToPath(import.meta.url);
  const args = [...process.execArgv, file, '--child', plugin, '--runs', values.runs, '--seed', values.seed, '--save', save];
  if (values.target) args.push('--target', values.target);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    child.once('close', (code, signal) => {
      if (code === null || code > 1) console.log(`${plugin}: the process ended with ${signal ?? code}`);
      resolve(code ?? 1);
    });
  });
}

async function fuzzPlugin(plugin) {
  const { fuzzTargets } = await import(pathToFileURL(join(TARGETS, `${plugin}.ts`)).href);
  const runs = Number(values.runs);
  const rows = [];
  const broken = [];
  const targets = await fuzzTargets();
  for (const target of targets.filter(({ name }) => values.target === undefined || name === values.target)) {
    const report = await fuzz(target, { runs, seed: Number(values.seed) });
    const count = (number) => showNumber(number, 0);
    rows.push([
      target.name,
      count(report.parsed + report.refused),
      count(report.parsed),
      count(report.refused),
      count(report.broken.length),
      showNumber(report.slowestMs, 1),
      showNumber(report.mostGrowthBytes / 2 ** 20, 1),
    ]);
    for (const [index, { message, bytes }] of report.broken.entries()) {
      const name = `${plugin}-${target.name}-${index + 1}`.replaceAll(/[^\w.-]+/g, '-');
      writeFileSync(join(values.save, `${name}.bin`), bytes);
      broken.push(`${name}: ${message}`);
    }
  }
  printTable(plugin, ['parser', 'runs', 'parsed', 'refused', 'broken', 'slowest ms', 'most growth MiB'], rows);
  for (const message of broken) console.log(message);
  if (broken.length > 0) process.exitCode = 1;
}
