import { execFile } from 'node:child_process';
import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../../scripts/setup-lock.mjs';
import { root } from './cli.ts';

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const ALL = readdirSync(path.join(root, 'plugins'));
const home = path.join(root, '.oads', 'test-packed');
/** What npm told of them, and which build they are of. */
const LIST = path.join(home, 'list.json');

/** Copies of the institutions' plugins, or of some, as `npm pack` makes them of the build of the tests; by short name. */
export async function packPlugins(into: string, names = ALL): Promise<Map<string, { file: string; files: string[] }>> {
  // Asked for by several test files: they are packed once for each build.
  const packed = await withLock(path.join(root, '.oads', 'test-packed.lock'), async () => readFresh() ?? (await pack()));
  return new Map(
    packed
      .map(({ name, filename, files }) => ({ short: name.replace('@oads/plugin-', ''), filename, files: files.map((one) => one.path) }))
      .filter(({ short }) => names.includes(short))
      .map(({ short, filename, files }) => {
        const file = path.join(into, filename);
        copyFileSync(path.join(home, filename), file, constants.COPYFILE_FICLONE);
        return [short, { file, files }];
      }),
  );
}

function readStamp(): string {
  return readFileSync(path.join(root, 'dist', '.stamp'), 'utf8');
}

function readFresh(): readonly Packed[] | undefined {
  if (!existsSync(LIST)) return undefined;
  const { stamp, packed } = JSON.parse(readFileSync(LIST, 'utf8')) as { stamp: string; packed: readonly Packed[] };
  return stamp === readStamp() ? packed : undefined;
}

async function pack(): Promise<readonly Packed[]> {
  mkdirSync(path.dirname(home), { recursive: true });
  const work = mkdtempSync(`${home}-`);
  try {
    const npm = path.join(root, 'node_modules', 'npm', 'bin', 'npm-cli.js');
    const dirs = ALL.map((name) => path.join(root, 'plugins', name));
    const args = [npm, 'pack', ...dirs, '--json', '--ignore-scripts', '--pack-destination', work, '--loglevel=error'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: work, maxBuffer: 64 * 1024 * 1024 });
    const packed = (JSON.parse(stdout) as Packed[]).map((one) => ({ ...one, filename: path.basename(one.filename) }));
    writeFileSync(path.join(work, path.basename(LIST)), JSON.stringify({ stamp: readStamp(), packed }));
    rmSync(home, { recursive: true, force: true });
    renameSync(work, home);
    return packed;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
