import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findBinary, hasBinary, sharedCache } from '../support/binary.ts';
import { createAuthority } from '../support/certificates.ts';
import { runOads, scratchDir, startOads } from '../support/cli.ts';
import { layRuntime } from '../support/executable/lay-runtime.ts';

const test = suite('the single executable: unpacking');
const isRoot = process.geteuid?.() === 0;

if (hasBinary) {
  const binary = await findBinary();
  let scratch: Awaited<ReturnType<typeof scratchDir>>;
  test.before.each(async () => {
    scratch = await scratchDir();
  });
  test.after.each(async () => scratch.remove());

  const UNPACKING = /oads: unpacking \S+ to \S+, once\n/g;
  const HELP = ['--help'];
  /** When the process has begun to write below `base`. */
  const untilItWrites = async (base: string) => {
    while (
      !(existsSync(base) && readdirSync(base).some((name) => name.startsWith('.tmp-') && readdirSync(path.join(base, name)).length > 0))
    )
      await new Promise((resolve) => setImmediate(resolve));
  };
  const isVersion = (name: string) => /^\d+\.\d+\.\d+-[0-9a-f]{16}$/.test(name);

  test('killed in the middle, then five at once: all work, one unpacks, and nothing is left of the dead', async () => {
    const cache = path.join(scratch.dir, 'cache');
    const options = { command: [binary], env: { OADS_CACHE_DIR: cache } };
    const { child, finished } = startOads(HELP, options);
    await untilItWrites(cache);
    child.kill('SIGKILL');
    assert.is((await finished).signal, 'SIGKILL');
    assert.ok(readdirSync(cache).some((name) => name.startsWith('.tmp-')));
    assert.ok(readdirSync(cache).some((name) => name.startsWith('.lock-')));
    const all = await Promise.all(Array.from({ length: 5 }, () => runOads(HELP, options)));
    assert.equal(new Set(all.map(({ code }) => code)), new Set([0]), all.map(({ stderr }) => stderr).join(''));
    assert.equal(new Set(all.map(({ stdout }) => stdout)).size, 1);
    const told = all.flatMap(({ stderr }) => stderr.match(UNPACKING) ?? []);
    assert.is(told.length, 1, told.join(''));
    const left = readdirSync(cache);
    assert.ok(left.length === 1 && isVersion(left[0]), left.join(' '));
  });

  test('a signal while it unpacks ends it with its code, and nothing is left', async () => {
    for (const [signal, code, says] of [
      ['SIGINT', 130, 'interrupted'],
      ['SIGTERM', 143, 'stopped by SIGTERM'],
    ] as const) {
      const cache = path.join(scratch.dir, 'a', 'cache');
      const { child, finished } = startOads(HELP, { command: [binary], env: { OADS_CACHE_DIR: cache } });
      await untilItWrites(cache);
      child.kill(signal);
      const { stderr, ...ended } = await finished;
      assert.equal(ended, { code, signal: null, stdout: '' });
      assert.is(stderr.replace(UNPACKING, ''), `error[OADS_INTERRUPTED]: ${says}\n`);
      assert.equal(readdirSync(scratch.dir), []);
    }
  });

  test('a reader of stderr that is gone is no reason to stop', async () => {
    const cache = path.join(scratch.dir, 'cache');
    // The pipe of stderr is closed before the executable runs.
    const closed = [
      'sh',
      '-c',
      'mkfifo "$1/fifo"; cat < "$1/fifo" > /dev/null & exec 3> "$1/fifo"; kill $!; wait $!; shift; exec "$@" 2>&3',
      'sh',
    ];
    const { code, stdout } = await runOads([scratch.dir, binary, ...HELP], { command: closed, env: { OADS_CACHE_DIR: cache } });
    assert.is(code, 0);
    assert.match(stdout, /USAGE/);
  });

  test('what keeps it from starting is one error, with --json one object', async () => {
    const file = path.join(scratch.dir, 'file');
    writeFileSync(file, '');
    for (const [given, exitCode, code, message] of [
      [file, 3, 'OADS_STORE_DENIED', `expected a directory to unpack the program to, got none: ${file} is not a directory`],
      ['cache', 2, 'OADS_USAGE', 'expected OADS_CACHE_DIR to be an absolute path, got cache'],
    ] as const) {
      const options = { command: [binary], env: { OADS_CACHE_DIR: given }, cwd: scratch.dir };
      const [plain, json] = await Promise.all([runOads(['doctor'], options), runOads(['doctor', '--json'], options)]);
      assert.is(plain.code, exitCode);
      assert.match(plain.stderr, new RegExp(`^error\\[${code}\\]: .*\\n {2}hint: .*\\n$`));
      assert.is(json.code, exitCode);
      assert.is(json.stderr, '');
      const { error, warnings } = JSON.parse(json.stdout);
      assert.equal({ ...error, hint: '' }, { code, message, hint: '', exitCode, details: null });
      assert.equal(warnings, []);
    }
    assert.equal(readdirSync(scratch.dir), ['file']);
  });

  test('an executable with a changed byte says so, and leaves nothing', async () => {
    const [damaged, cache] = [path.join(scratch.dir, 'oads'), path.join(scratch.dir, 'cache')];
    copyFileSync(binary, damaged);
    // In the middle of the last of the big parts.
    const fd = openSync(damaged, 'r+');
    const at = statSync(damaged).size - 20_000_000;
    const bytes = Buffer.alloc(64);
    readSync(fd, bytes, 0, 64, at);
    writeSync(
      fd,
      bytes.map((byte) => byte ^ 0xff),
      0,
      64,
      at,
    );
    closeSync(fd);
    const { code, stderr } = await runOads(['doctor', '-q'], { command: [damaged], env: { OADS_CACHE_DIR: cache } });
    assert.is(code, 3, stderr);
    assert.match(stderr, /^error\[OADS_STORE_DAMAGED\]: the executable is damaged: part \w+: .*\n {2}hint: download it again, .*\n$/);
    assert.not(existsSync(cache));
  });

  test('no module that others have laid above it, or in the home, is run in place of one that it does not carry', async () => {
    const [above, home] = [path.join(scratch.dir, 'tmp'), path.join(scratch.dir, 'home')];
    for (const dir of [path.join(above, 'node_modules'), path.join(home, '.node_modules'), path.join(home, '.node_libraries')]) {
      mkdirSync(path.join(dir, 'supports-color'), { recursive: true });
      writeFileSync(path.join(dir, 'supports-color', 'index.js'), "require('node:fs').writeSync(2, 'TRAPPED')");
    }
    const env = { OADS_CACHE_DIR: path.join(above, 'cache'), HOME: home, NODE_PATH: path.join(above, 'node_modules') };
    await layRuntime(env.OADS_CACHE_DIR);
    const { code, stderr } = await runOads(['autocomplete', 'bash'], { command: [binary], env });
    assert.is(code, 0, stderr);
    assert.not.match(stderr, 'TRAPPED');
    assert.not.match(stderr, UNPACKING);
  });

  test('the environment of Node works as it does with the npm version, and children see what the user set', async () => {
    // Started under the name `node` it runs scripts.
    const node = path.join(scratch.dir, 'node');
    symlinkSync(binary, node);
    const ca = path.join(scratch.dir, 'ca.pem');
    writeFileSync(ca, createAuthority().cert);
    const compiled = path.join(scratch.dir, 'compiled');
    const env = {
      OADS_CACHE_DIR: sharedCache,
      NODE_EXTRA_CA_CERTS: ca,
      NODE_COMPILE_CACHE: compiled,
      NODE_OPTIONS: '--max-old-space-size=300',
    };
    const code = `JSON.stringify({
      ca: require('node:tls').getCACertificates('extra').length,
      compiled: require('node:module').getCompileCacheDir() !== undefined,
      heap: require('node:v8').getHeapStatistics().heap_size_limit < 1e9,
      env: process.env,
    })`;
    const { stdout } = await runOads(['-p', code], { command: [node], env });
    const seen = JSON.parse(stdout);
    assert.equal({ ...seen, env: 0 }, { ca: 1, compiled: true, heap: true, env: 0 });
    const given = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', ...env };
    assert.equal(
      Object.keys(seen.env).filter((name) => !(name in given) && !/^(TMPDIR|OADS_AS_OF)$/.test(name)),
      [],
    );
    for (const [name, value] of Object.entries(given)) assert.is(seen.env[name], value);
  });

  if (isRoot) {
    test('an unknown user without a home; nothing is run from directories that others have laid for them', async () => {
      const tmp = path.join(scratch.dir, 'tmp');
      chmodSync(scratch.dir, 0o755);
      mkdirSync(tmp);
      chmodSync(tmp, 0o1777);
      // No such user is in any password file.
      const id = 1_234_567 + process.pid;
      const run = () => runAs(id, [binary, 'check', '--help', '--quiet'], { PATH: '/bin', TMPDIR: tmp });
      const place = path.join(tmp, `oads-${id}`);
      const { stdout, ...first } = await run();
      assert.equal(first, { code: 0, stderr: '' });
      assert.match(stdout, /USAGE/);
      assert.ok(readdirSync(place).some(isVersion));
      assert.is(statSync(place).uid, id);
      assert.is(statSync(place).mode & 0o777, 0o700);
      chownSync(place, id + 1, id + 1);
      chmodSync(place, 0o755);
      const others = ['/tmp', '/var/tmp'].map((dir) => path.join(dir, `oads-${id}`));
      try {
        for (const dir of others) symlinkSync(scratch.dir, dir);
        const second = await run();
        assert.is(second.code, 3);
        const reasons = [
          `${place} belongs to another user (uid ${id + 1})`,
          ...others.map((dir) => `${dir} is a link that anyone may have laid`),
        ];
        assert.match(
          second.stderr,
          `expected a directory to unpack the program to, got none: ${reasons.join('; ')}\n  hint: set OADS_CACHE_DIR`,
        );
      } finally {
        for (const dir of others) rmSync(dir);
      }
    });
  } else {
    test.skip('an unknown user: only root can become one', () => {});
  }

  /** With an environment of nothing but `env`. */
  function runAs(id: number, [file, ...args]: string[], env: Record<string, string>) {
    return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
      const child = spawn(file, args, { uid: id, gid: id, env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
      const texts = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, ...texts }));
    });
  }
} else {
  test.skip('an executable is made for Linux on x64 and arm64 alone', () => {});
}

test.run();
