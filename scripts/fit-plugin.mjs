// Makes the sample data and the model bundle of a plugin again, to the byte: `npm run fit:plugin -- un-logistics [BUNDLE_DIR]`.
// plugins/<name>/sample/generate.ts exports
//   reference       {asOf, file, variable?}: the fit's as-of time; the file's name (its ending says the format); and, where the
//                   plugin's own loader must read it, the environment variable that config/<name>.yaml takes the source's path from.
//                   Without a variable, `oads fit --reference` reads the file: a table with the contract's columns.
//   writeReference  (file) => the rows that the model is fitted on
//   writeSample     (directory) => the batch of config/sample/<name>
// Both are seeded: the same bytes every time.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildPlugins } from './build-plugins.mjs';
import { forwardSignals, spawnForwarding } from './spawn-forwarding.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name, target = join(root, 'models', name ?? '')] = process.argv.slice(2);
if (name === undefined) throw new Error('expected the name of a plugin: node scripts/fit-plugin.mjs <name> [bundle directory]');

const scratch = mkdtempSync(join(tmpdir(), 'oads-fit-'));
const home = { OADS_DATA_DIR: join(scratch, 'data'), OADS_CONFIG_DIR: join(scratch, 'config'), OADS_CACHE_DIR: join(scratch, 'cache') };
forwardSignals();
try {
  const { reference, writeReference, writeSample } = await import(pathToFileURL(join(root, 'plugins', name, 'sample/generate.ts')).href);
  const sample = join(root, 'config/sample', name);
  rmSync(sample, { recursive: true, force: true });
  mkdirSync(sample, { recursive: true });
  await writeSample(sample);
  const file = join(scratch, reference.file);
  await writeReference(file);

  await buildPlugins(root, [name]);
  const fit = ['fit', '-c', join(root, 'config', `${name}.yaml`), '--as-of', reference.asOf, '-o', resolve(target)];
  const source = reference.variable === undefined ? {} : { [reference.variable]: file };
  process.exitCode =
    (await runOads(['plugins', 'link', join(root, 'plugins', name), '--no-install'])) ||
    (await runOads(reference.variable === undefined ? [...fit, '--reference', file] : fit, source));
  // What is laid beside the plugin's bundle: the sample and the model of now.
  await buildPlugins(root, [name]);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function runOads(args, environment = {}) {
  const env = { ...process.env, ...home, ...environment };
  return spawnForwarding(process.execPath, [join(root, 'bin/run.js'), ...args], { stdio: 'inherit', env });
}
