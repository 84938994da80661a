// Bundles src into dist and writes oclif.manifest.json. Types are checked elsewhere. `--if-stale` builds only when needed.
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeLicenses } from './bom/write-licenses.mjs';
import { buildPlugins } from './build-plugins.mjs';
import { bundle, bundleLibraries } from './bundle.mjs';
import { hashSources, isBuildFresh, stampBuild } from './freshness.mjs';
import { readCommit } from './read-commit.mjs';
import { writeShare } from './shell/write-share.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

if (!(process.argv.includes('--if-stale') && isBuildFresh(root))) {
  sweep();
  // Taken first: what is edited while the bundler runs makes the next start build again.
  const sources = hashSources(root);
  const commands = listCommands();
  const staged = `dist.tmp-${process.pid}`;
  const [packages] = await Promise.all([bundle({ root, staged, commands }), buildPlugins(root)]);
  const pages = join(root, 'src/core/dashboard/public');
  if (existsSync(pages)) {
    cpSync(pages, join(root, staged, 'public'), { recursive: true });
    Object.assign(packages, await bundleLibraries(root, join(root, staged, 'public')));
  }
  const commit = readCommit(root);
  if (commit !== undefined) writeFileSync(join(root, staged, 'commit'), `${commit}\n`);
  const manifest = commands.length === 0 ? undefined : await describeCommands(staged);
  writeFileSync(join(root, staged, 'packages.json'), `${JSON.stringify(packages, null, 2)}\n`);
  writeLicenses(root, join(root, staged, 'THIRD-PARTY-LICENSES.txt'), packages);
  if (manifest !== undefined) writeShare(join(root, staged, 'share'), manifest, readPackage());
  publish(staged, manifest);
  stampBuild(root, sources);
}

/** Paths below src/commands without extension, `config/show`. */
function listCommands() {
  const directory = join(root, 'src/commands');
  if (!existsSync(directory)) return [];
  const paths = readdirSync(directory, { recursive: true }).map((path) => path.replaceAll('\\', '/'));
  return paths
    .filter((path) => path.endsWith('.ts'))
    .map((path) => path.slice(0, -'.ts'.length))
    .sort();
}

/** As `oclif manifest` does, without that package: the commands' flags and texts, so that help need not import them. */
async function describeCommands(staged) {
  const { Plugin, settings } = await import('@oclif/core');
  settings.enableAutoTranspile = false;
  const pjson = readPackage();
  const commands = { ...pjson.oclif.commands, target: `./${staged}/commands` };
  const plugin = new Plugin({
    root,
    isRoot: true,
    pjson: { ...pjson, oclif: { ...pjson.oclif, commands } },
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await plugin.load();
  for (const command of Object.values(plugin.manifest.commands)) command.relativePath = ['dist', ...command.relativePath.slice(1)];
  return plugin.manifest;
}

function readPackage() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

/** A build that is killed in here leaves no stamp, and is done again. */
function publish(staged, manifest) {
  const manifestPath = join(root, 'oclif.manifest.json');
  const old = join(root, `dist.old-${process.pid}`);
  if (manifest !== undefined) writeFileSync(join(root, staged, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), old);
  renameSync(join(root, staged), join(root, 'dist'));
  if (manifest === undefined) rmSync(manifestPath, { force: true });
  else renameSync(join(root, 'dist', 'manifest.json'), manifestPath);
  rmSync(old, { recursive: true, force: true });
}

/** What killed builds left behind; a live one keeps its own. */
function sweep() {
  for (const name of readdirSync(root)) {
    const pid = /^dist\.(?:tmp|old)-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(root, name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
