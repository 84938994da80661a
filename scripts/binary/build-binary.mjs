// The whole program as one executable: a stripped Node with the launcher and the compressed files as its application.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { bringTarget } from './bring-target.mjs';
import { injectBlob } from './inject-blob.mjs';
import { listFiles } from './list-files.mjs';
import { stripSymbols } from './strip-symbols.mjs';
import { writePayload } from './write-payload.mjs';

/**
 * Writes `output` and `<output>.sha256`, whole or not at all, from what the build left in dist. `target` is
 * `{platform: 'linux', arch: 'x64' | 'arm64'}`, `level` that of zstd, 1 to 22. Gives the files that it carries, by part.
 */
export async function buildBinary(root, { target, level, output, say }) {
  const { executable, modules } = bringTarget(root, target);
  const host = bringTarget(root, { platform: process.platform, arch: process.arch }).executable;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  mkdirSync(dirname(output), { recursive: true });
  const work = mkdtempSync(join(dirname(output), '.binary-'));
  try {
    const parts = await listFiles(root, { target, modules });
    say(`compressing ${parts.reduce((sum, { files }) => sum + files.length, 0)} files …`);
    const { assets } = await writePayload(parts, { directory: work, version, mtime: readEpoch(root), level });
    await bundleLauncher(root, join(work, 'launcher.cjs'), version);
    const staged = join(work, 'oads');
    writeFileSync(staged, stripSymbols(readFileSync(executable)));
    await injectBlob(staged, makeBlob(host, work, assets), say);
    chmodSync(staged, 0o755);
    const digest = createHash('sha256').update(readFileSync(staged)).digest('hex');
    writeFileSync(`${staged}.sha256`, `${digest}  ${basename(output)}\n`);
    renameSync(`${staged}.sha256`, `${output}.sha256`);
    renameSync(staged, output);
    return parts;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
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
