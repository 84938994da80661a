import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EXECUTABLE, makeRoot } from '../../scripts/binary/make-root.mjs';
import { findBinary } from '../support/binary.ts';
import { npmCommand, root as project, runOads, scratchDir } from '../support/cli.ts';
import { csvOfDepartures } from '../support/departures.ts';
import { whyNoBareRoot } from '../support/executable/bare-root.ts';
import { packPlugins } from '../support/pack-plugins.ts';
import { readAddress } from '../support/read-address.ts';
import { BOUND, readBound } from '../support/read-bound.ts';
import { readLatest } from '../support/read-latest.ts';
import { readCalls, straceTo, USER_DATABASE, whyUntraceable } from '../support/trace-calls.ts';

const test = suite('the single executable: a root directory of its own');
/** Known to no /etc/passwd: there is none. */
const UID = '4242';
const AS_OF = '2026-01-04T00:00:00Z';
const reason = whyNoBareRoot();
const isTraced = whyUntraceable() === undefined;

if (reason === undefined) {
  let scratch: Awaited<ReturnType<typeof scratchDir>>;
  let root = '';

  /** Within the root directory, with no variable set, and with no network at all but where it is asked for. */
  const args = (given: readonly string[], isOnline = false) => [
    ...(isOnline ? [] : ['--net']),
    ...[`--root=${root}`, '--wd=/tmp/work', `--setgid=${UID}`, `--setuid=${UID}`, EXECUTABLE, ...given],
  ];
  const start = ([file, ...first]: readonly string[], env: Record<string, string> = {}) => {
    const { status, stdout, stderr } = spawnSync(file, first, { encoding: 'utf8', env, timeout: 120_000 });
    // ONNX Runtime's look at the processor, which it does without.
    return { code: status, stdout, stderr: stderr.replaceAll(/^Error in cpuinfo: .*\n/gm, '') };
  };
  const oads = (...given: string[]) => start(['/usr/bin/unshare', ...args(given)]);
  const json = (...given: string[]) => readJson(given, oads(...given, '--json'));
  const readJson = (given: readonly string[], { code, stdout, stderr }: ReturnType<typeof oads>) => {
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

  const told = isTraced ? ', opens no socket, and makes nothing in the home' : '';
  /** With a home, and a network, which are left alone. */
  const alone = (...given: string[]) => {
    if (!isTraced) return json(...given);
    const [home, file] = ['/tmp/home', path.join(scratch.dir, `trace-${given[0]}`)];
    mkdirSync(path.join(root, home), { recursive: true });
    chmodSync(path.join(root, home), 0o777);
    const command = [...straceTo(file), '/usr/bin/unshare', ...args([...given, '--json'], true)];
    const env = { HOME: home, TMPDIR: '/tmp/work', OADS_CACHE_DIR: `/tmp/oads-${UID}` };
    const answer = readJson(given, start(command, env));
    // strace tells where a process works as it is seen from outside.
    const { sockets, made } = readCalls(file, '/tmp/work');
    const within = made.map((one) => (one.startsWith(`${root}/`) ? one.slice(root.length) : one));
    assert.equal(
      sockets.filter((call) => !USER_DATABASE.test(call)),
      [],
    );
    assert.ok(within.length > 0, 'the trace sees what is made');
    assert.equal(
      within.filter((one) => one !== '/dev/null' && !/^\/tmp\/(?:work|oads-4242)(?:\/|$)/.test(one)),
      [],
    );
    return answer;
  };

  test(`demo comes to a trusted result${told}`, () => {
    assert.is(alone('demo', '--no-serve').trust_level, 'certified');
  });

  test(`init, fit and run on a CSV${told}`, () => {
    alone('init', '--from', 'departures.csv');
    alone('fit', '--as-of', AS_OF);
    const { summary } = alone('run', '--as-of', AS_OF);
    assert.ok(summary.anomaly_rate.n > 0);
    // Columns are written without Polars's streaming engine here.
    assert.is(oads('load', '-o', 'rows.parquet').code, 0);
    assert.ok(json('check', 'rows.parquet', '--as-of', AS_OF));
  });

  test('serve answers, binds the one address it tells, and connects to nothing', async () => {
    const file = path.join(scratch.dir, 'trace-serve');
    const command = ['/usr/bin/unshare', ...args(['serve', '--port', '0'], true)];
    const [own, ...rest] = isTraced ? [...straceTo(file), ...command] : command;
    const child = spawn(own, rest, { env: {}, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    try {
      const address = await readAddress(child);
      assert.is(address.hostname, '127.0.0.1');
      const answer = await fetch(address);
      assert.match(await answer.text(), /<title>qualified · departures/);
    } finally {
      if (child.pid && child.exitCode === null && child.signalCode === null) {
        process.kill(-child.pid, 'SIGTERM');
        await once(child, 'exit');
      }
    }
    if (isTraced) assert.equal(readBound(readCalls(file, '/')), BOUND);
  });

  test('the three packed plugins are installed with its own npm, and their pipelines run; the bytes are those on Node', async () => {
    const plugins = readdirSync(path.join(project, 'plugins'));
    const packed = await packPlugins(path.join(root, 'tmp', 'work'));
    const files = [...packed.values()].map(({ file }) => path.basename(file));
    const { installed } = json('plugins', 'install', ...files.map((file) => `./${file}`)) as { installed: Installed[] };
    assert.equal(
      installed.map(({ problem }) => problem),
      plugins.map(() => null),
    );
    for (const [index, { pipelines, root: place }] of installed.entries()) {
      assert.ok(/^\/tmp\/.*\/oads-binary\//.test(place), place);
      const ready = pipelines.find(({ config }) => plugins.some((name) => config.endsWith(`/config/${name}.yaml`)));
      const args = ['run', '-c', ready?.id ?? `pipeline of ${files[index]}`, '--as-of', AS_OF];
      const { summary } = json(...args, '--artifacts', `plugin-${index}`);
      assert.ok(summary.anomaly_rate.n > 0, 'no row was scored');
      if (!place.endsWith('un-logistics')) continue;
      // One of them again: of oads on Node, with the very same plugin, which root takes from its own directories alone.
      const [OADS_DATA_DIR, plain] = [path.join(scratch.dir, 'data'), path.join(scratch.dir, 'plain')];
      cpSync(path.join(root, place.slice(0, place.indexOf('/node_modules/'))), OADS_DATA_DIR, { recursive: true });
      const env = { OADS_DATA_DIR };
      const { code, stderr } = await runOads([...args, '--artifacts', plain], { command: npmCommand, env, cwd: scratch.dir });
      assert.is(code, 0, stderr);
      const [own, onNode] = [readLatest(path.join(root, 'tmp', 'work', `plugin-${index}`)), readLatest(plain)];
      assert.equal(Object.keys(own), Object.keys(onNode));
      for (const [name, bytes] of Object.entries(own)) assert.is(bytes, onNode[name], name);
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
