import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EXECUTABLE, makeRoot } from '../../scripts/binary/make-root.mjs';
import { findBinary, hasBinary } from '../support/binary.ts';
import { root as project, scratchDir } from '../support/cli.ts';
import { csvOfDepartures } from '../support/departures.ts';
import { readAddress } from '../support/read-address.ts';

const test = suite('the single executable: a root directory of its own');
/** Known to no /etc/passwd: there is none. */
const UID = '4242';
const AS_OF = '2026-01-04T00:00:00Z';
const reason = whyNot();

if (reason === undefined) {
  let scratch: Awaited<ReturnType<typeof scratchDir>>;
  let root = '';

  /** Within the root directory, with no variable set, and with no network at all but where it is asked for. */
  const args = (given: readonly string[], isOnline = false) => [
    ...(isOnline ? [] : ['--net']),
    ...[`--root=${root}`, '--wd=/tmp/work', `--setgid=${UID}`, `--setuid=${UID}`, EXECUTABLE, ...given],
  ];
  const oads = (...given: string[]) => {
    const { status, stdout, stderr } = spawnSync('/usr/bin/unshare', args(given), { encoding: 'utf8', env: {}, timeout: 120_000 });
    // ONNX Runtime's look at the processor, which it does without.
    return { code: status, stdout, stderr: stderr.replaceAll(/^Error in cpuinfo: .*\n/gm, '') };
  };
  const json = (...given: string[]) => {
    const { code, stdout, stderr } = oads(...given, '--json');
    assert.is(code, 0, `${given.join(' ')}: ${stdout.slice(0, 2000)}${stderr}`);
    assert.is(stderr, '');
    return JSON.parse(stdout);
  };

  test.before(async () => {
    scratch = await scratchDir();
    root = path.join(scratch.dir, 'root');
    mkdirSync(root);
    // Whoever looks from within sees a directory of root's, in which nobody else may write but below /tmp.
    chmodSync(scratch.dir, 0o755);
    makeRoot(root, await findBinary());
    const work = path.join(root, 'tmp', 'work');
    mkdirSync(work);
    chmodSync(work, 0o777);
    writeFileSync(path.join(work, 'departures.csv'), csvOfDepartures(3000));
  });
  test.after(() => scratch.remove());

  test('holds the executable, the C and C++ libraries, and nothing else', () => {
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
    const names = files.map(({ name }) => name.replace(/^ld-linux-.*/, 'loader')).sort();
    const libraries = ['libc.so.6', 'libdl.so.2', 'libgcc_s.so.1', 'libm.so.6', 'libpthread.so.0', 'librt.so.1', 'libstdc++.so.6'];
    assert.equal(names, ['departures.csv', ...libraries, 'loader', 'oads']);
  });

  test('--version unpacks nothing, the first --help unpacks once and says so', () => {
    assert.match(oads('--version').stdout, /^oads\/\S+ linux-/);
    assert.equal(readdirSync(path.join(root, 'tmp')), ['work']);
    const [first, second] = [oads('--help'), oads('--help')];
    assert.match(first.stdout, /^USAGE$/m);
    assert.match(first.stderr, /^oads: unpacking \S+ to \/tmp\/\S+, once\n$/);
    assert.equal(second, { ...first, stderr: '' });
  });

  test('doctor finds both natives sound', () => {
    const { stdout } = oads('doctor');
    assert.match(stdout, /PASS {2}polars/);
    assert.match(stdout, /PASS {2}onnx runtime/);
    assert.not.match(stdout, /FAIL/);
  });

  test('demo comes to a trusted result', () => {
    assert.is(json('demo', '--no-serve').trust_level, 'certified');
  });

  test('init, fit and run on a CSV', () => {
    json('init', '--from', 'departures.csv');
    json('fit', '--as-of', AS_OF);
    const { summary } = json('run', '--as-of', AS_OF);
    assert.ok(summary.anomaly_rate.n > 0);
    // Columns are written without Polars's streaming engine here.
    assert.is(oads('load', '-o', 'rows.parquet').code, 0);
    assert.ok(json('check', 'rows.parquet', '--as-of', AS_OF));
  });

  test('serve answers', async () => {
    const child = spawn('/usr/bin/unshare', args(['serve', '--port', '0'], true), { env: {}, stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      const answer = await fetch(await readAddress(child));
      assert.match(await answer.text(), /<title>qualified · departures/);
    } finally {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
  });

  test('the three packed plugins are installed with its own npm, and their pipelines run', async () => {
    const plugins = readdirSync(path.join(project, 'plugins'));
    const npm = path.join(project, 'node_modules', 'npm', 'bin', 'npm-cli.js');
    const dirs = plugins.map((name) => path.join(project, 'plugins', name));
    const pack = [npm, 'pack', ...dirs, '--json', '--ignore-scripts', '--pack-destination', scratch.dir, '--loglevel=error'];
    const { stdout } = await promisify(execFile)(process.execPath, pack, { cwd: scratch.dir, maxBuffer: 64 * 1024 * 1024 });
    const files = (JSON.parse(stdout) as { filename: string }[]).map(({ filename }) => path.basename(filename));
    for (const file of files) copyFileSync(path.join(scratch.dir, file), path.join(root, 'tmp', 'work', file));
    const { installed } = json('plugins', 'install', ...files.map((file) => `./${file}`)) as { installed: Installed[] };
    assert.equal(
      installed.map(({ problem }) => problem),
      plugins.map(() => null),
    );
    for (const [index, { pipelines, root: place }] of installed.entries()) {
      assert.ok(/^\/tmp\/.*\/oads-binary\//.test(place), place);
      const ready = pipelines.find(({ config }) => plugins.some((name) => config.endsWith(`/config/${name}.yaml`)));
      const { summary } = json('run', '-c', ready?.id ?? `pipeline of ${files[index]}`);
      assert.ok(summary.anomaly_rate.n > 0, 'no row was scored');
    }
  });
} else {
  test.skip(reason, () => {});
}

test.run();

interface Installed {
  readonly problem: string | null;
  readonly root: string;
  readonly pipelines: readonly { readonly id: string; readonly config: string }[];
}

function whyNot(): string | undefined {
  if (!hasBinary) return 'an executable is made for Linux on x64 and arm64 alone';
  if (process.getuid?.() !== 0) return 'changing the root directory is for root alone';
  const { status, error, stderr } = spawnSync('/usr/bin/unshare', ['--net', '--root=/', '--wd=/', '--setuid=4242', process.execPath, '-v']);
  if (error) return `needs unshare of util-linux: ${error.message}`;
  return status === 0 ? undefined : `unshare cannot change the root directory and leave the network here: ${stderr}`;
}
