// The whole program as one executable: a stripped Node with the launcher and the compressed files as its application.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { listComponents } from '../bom/list-components.mjs';
import { makeBom } from '../bom/make-bom.mjs';
import { makeLicenses } from '../bom/write-licenses.mjs';
import { NODE_PACKAGES } from '../toolchain.mjs';
import { bringTarget } from './bring-target.mjs';
import { injectBlob } from './inject-blob.mjs';
import { listFiles } from './list-files.mjs';
import { stripSymbols } from './strip-symbols.mjs';
import { writePayload } from './write-payload.mjs';

const LICENSES = 'dist/THIRD-PARTY-LICENSES.txt';

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
    const digest = createHash('sha256').update(readFileSync(staged)).digest('hex');
    writeFileSync(`${staged}.sha256`, `${digest}  ${basename(output)}\n`);
    const bom = makeBom(components, { name: basename(output), version, sha256: digest, epoch });
    writeFileSync(`${staged}.cdx.json`, `${JSON.stringify(bom, null, 2)}\n`);
    for (const ending of ['.sha256', '.cdx.json']) renameSync(`${staged}${ending}`, `${output}${ending}`);
    renameSync(staged, output);
    return parts;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** In the executable the file names all that is in it, beyond what the bundles hold. */
function layLicenses(parts, components) {
  const [program] = parts;
  const runtime = components.filter(({ name }) => name === 'node');
  const others = runtime.map(({ version, texts: [text] }) => ({ heading: `Node.js ${version}, with all that is linked into it`, text }));
  const content = makeLicenses(
    components.filter(({ name, parent }) => name !== 'node' && parent !== runtime[0].purl),
    others,
  );
  const file = program.files.find(({ path }) => path === LICENSES);
  Object.assign(file, { from: undefined, content });
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

/** When the sources were committed, so that two builds of them give the same bytes; s since the epoch. */
function readEpoch(root) {
  if (process.env.SOURCE_DATE_EPOCH) return Number(process.env.SOURCE_DATE_EPOCH);
  const { status, stdout } = spawnSync('git', ['-C', root, 'log', '-1', '--format=%ct'], { encoding: 'utf8' });
  return status === 0 ? Number(stdout.trim()) : Math.floor(statSync(join(root, 'package-lock.json')).mtimeMs / 1000);
}
