// Bundles each plugin of plugins/ into its dist, with everything it imports, and lays its config and model beside it: what
// `npm pack` packs needs nothing else. Names as arguments: only those.
import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export async function buildPlugins(root, names = listPlugins(root)) {
  await Promise.all(names.map((name) => buildPlugin(root, name)));
}

function listPlugins(root) {
  const directory = join(root, 'plugins');
  return readdirSync(directory).filter((name) => existsSync(join(directory, name, 'src/register.ts')));
}

async function buildPlugin(root, name) {
  const directory = join(root, 'plugins', name);
  const staged = join(directory, `dist.tmp-${process.pid}`);
  await build({
    absWorkingDir: directory,
    entryPoints: { register: 'src/register.ts' },
    outdir: staged,
    bundle: true,
    // Parsers are loaded when a loader runs.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'eof',
    // Parts of jsroot that no plugin reaches: its decompressors, and what it needs for the network.
    external: ['*/base/zstd.mjs', '*/base/lzma.mjs', '@oneidentity/zstd-js', 'xhr2', 'tmp'],
    logLevel: 'warning',
  });
  rmSync(join(directory, 'dist'), { recursive: true, force: true });
  renameSync(staged, join(directory, 'dist'));
  // The plugin's own pipeline, and others of it: un-logistics.yaml, un-logistics-epcis.yaml.
  for (const file of readdirSync(join(root, 'config'))) {
    if (file === `${name}.yaml` || (file.startsWith(`${name}-`) && file.endsWith('.yaml'))) {
      lay(join(root, 'config', file), join(directory, 'config', file));
    }
  }
  lay(join(root, 'config', 'sample', name), join(directory, 'config', 'sample', name));
  lay(join(root, 'models', name), join(directory, 'models', name));
  lay(join(root, 'LICENSE'), join(directory, 'LICENSE'));
}

function lay(from, to) {
  if (!existsSync(from)) return;
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, preserveTimestamps: true });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildPlugins(resolve(import.meta.dirname, '..'), process.argv.length > 2 ? process.argv.slice(2) : undefined);
}
