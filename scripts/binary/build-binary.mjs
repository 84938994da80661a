// The whole program as one executable: a stripped Node with the launcher and the compressed files as its application.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { listComponents } from '../bom/list-components.mjs';
import { makeBom } from '../bom/make-bom.mjs';
import { NODE_PACKAGES } from '../toolchain.mjs';
import { bringTarget } from './bring-target.mjs';
import { writeSum } from './hash-file.mjs';
import { injectBlob } from './inject-blob.mjs';
import { layLicenses } from './lay-licenses.mjs';
import { listFiles } from './list-files.mjs';
import { readEpoch } from './read-epoch.mjs';
import { stripSymbols } from './strip-symbols.mjs';
import { writePayload } from './write-payload.mjs';

/**
 * Writes `output`, `<output>.sha256` and `<output>.cdx.json`, whole or not at all, from what the build left in dist. `target` is
 * `{platform: 'linux', arch: 'x64' | 'arm64'}`, `level` that of zstd, 1 to 22. Gives the files that it carries, by part.
 */
export async function buildBinary(root, { target, level, output, say }) {
  const { executable, modules } = bringTarget(root, target);
  const host = bringTarget(root, { platform: process.platform, arch: process.arch }).executable;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const epoch = readEpoch(root);
  mkdirSync(dirname(output), { recursive: true });
  const work = mkdtempSync(join(dirname(output), '.binary-'));
  try {
    const parts = await listFiles(root, { target, modules });
    const node = { ...NODE_PACKAGES[`${target.platform}-${target.arch}`], executable, versions: askVersions(host) };
    const components = listComponents(root, parts, node);
    layLicenses(parts, components);
    say(`compressing ${parts.reduce((sum, { files }) => sum + files.length, 0)} files …`);
    const { assets } = await writePayload(parts, { directory: work, version, mtime: epoch, level });
    await bundleLauncher(root, join(work, 'launcher.cjs'), version);
    const staged = join(work, 'oads');
    writeFileSync(staged, stripSymbols(readFileSync(executable)));
    await injectBlob(staged, makeBlob(host, work, assets), say);
    chmodSync(staged, 0o755);
    const sha256 = writeSum(staged, basename(output));
    const bom = makeBom(components, { name: basename(output), version, sha256, epoch });
    writeFileSync(`${staged}.cdx.json`, `${JSON.stringify(bom, null, 2)}\n`);
    for (const ending of ['.sha256', '.cdx.json']) renameSync(`${staged}${ending}`, `${output}${ending}`);
    renameSync(staged, output);
    return parts;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function askVersions(node) {
  const { status, stdout } = spawnSync(node, ['-p', 'JSON.stringify(process.versions)'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${node} ended with ${status}`);
  return JSON.parse(stdout);
}

async function bundleLauncher(root, outfile, version) {
  await build({
    absWorkingDir: root,
    entryPoints: ['src/launcher/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    define: { OADS_VERSION: JSON.stringify(version) },
    legalComments: 'none',
    logLevel: 'warning',
  });
}

/**
 * The application as Node wants it. Neither code cache nor snapshot: with them it would fit this very architecture alone. The name of
 * its main file is in it, so it is told without the directory.
 */
function makeBlob(node, work, assets) {
  const settings = {
    main: 'launcher.cjs',
    output: 'blob',
    assets,
    disableExperimentalSEAWarning: true,
    useCodeCache: false,
    useSnapshot: false,
  };
  writeFileSync(join(work, 'sea.json'), JSON.stringify(settings));
  const { status, stderr } = spawnSync(node, ['--experimental-sea-config', 'sea.json'], { cwd: work, encoding: 'utf8' });
  if (status !== 0) throw new Error(`node --experimental-sea-config ended with ${status}: ${stderr}`);
  return readFileSync(join(work, 'blob'));
}
