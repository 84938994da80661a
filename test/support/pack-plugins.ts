import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from './cli.ts';

/** Packs the institutions' plugins, or some, into a directory as `npm pack` does, whose build is that of the tests; by short name. */
export async function packPlugins(
  into: string,
  names = readdirSync(path.join(root, 'plugins')),
): Promise<Map<string, { file: string; files: string[] }>> {
  const npm = path.join(root, 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const dirs = names.map((name) => path.join(root, 'plugins', name));
  const args = [npm, 'pack', ...dirs, '--json', '--ignore-scripts', '--pack-destination', into, '--loglevel=error'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: into, maxBuffer: 64 * 1024 * 1024 });
  const results = JSON.parse(stdout) as { name: string; filename: string; files: { path: string }[] }[];
  return new Map(
    results.map(({ name, filename, files }) => [
      name.replace('@oads/plugin-', ''),
      { file: path.join(into, path.basename(filename)), files: files.map((one) => one.path) },
    ]),
  );
}
