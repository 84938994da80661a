import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const SCRIPTS = fileURLToPath(new URL('../../scripts/', import.meta.url));
const NAMES = ['run.mjs', 'toolchain.mjs', 'setup-lock.mjs', 'freshness.mjs', 'spawn-forwarding.mjs'];
/** Leaves behind what npm would, and a line for each call. */
const FAKE_NPM = `
  const { appendFileSync, mkdirSync, writeFileSync, readFileSync, rmSync } = require('node:fs');
  appendFileSync('npm.log', process.argv.slice(2).join(' ') + '\\n');
  if (process.env.FAKE_NPM_FAILS) { console.error('npm says no'); process.exit(1); }
  console.log('added 1 package');
  rmSync('node_modules', { recursive: true, force: true });
  mkdirSync('node_modules');
  writeFileSync('node_modules/.package-lock.json', readFileSync('package-lock.json'));`;
/** Stands for scripts/build.mjs: the bundler is tested in build.test.ts. */
const FAKE_BUILD = `
  import { appendFileSync, mkdirSync } from 'node:fs';
  import { hashSources, stampBuild } from './freshness.mjs';
  appendFileSync('build.log', 'built\\n');
  mkdirSync('dist', { recursive: true });
  if (!process.env.FAKE_BUILD_DIES) stampBuild(process.cwd(), hashSources(process.cwd()));`;

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

let project = '';

/** Starts `scripts/run.mjs` of the project, in a process group and a session of its own: no terminal takes part. */
function start(args: string[], environment: Record<string, string> = {}): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [join(project, 'scripts', 'run.mjs'), ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, npm_execpath: join(project, 'npm-cli.js'), ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return { child, ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr }))) };
}

function run(args: string[], environment?: Record<string, string>): Promise<Ended> {
  return start(args, environment).ended;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

function countLines(path: string): number {
  return existsSync(join(project, path)) ? readFileSync(join(project, path), 'utf8').trimEnd().split('\n').length : 0;
}

function writeLockfile(version: string): void {
  write('package-lock.json', JSON.stringify({ packages: { '': {}, 'node_modules/a': { version } } }));
}

/** Resolves when the target has said something. */
function firstWord(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.stdout?.once('data', () => resolve()));
}

const target = suite('scripts/run: the target');
const setup = suite('scripts/run: the set-up');

for (const test of [target, setup]) {
  test.before.each(() => {
    project = mkdtempSync(join(tmpdir(), 'oads-run-'));
    for (const name of NAMES) cpSync(join(SCRIPTS, name), join(project, 'scripts', name));
    write('package.json', '{"type": "module"}');
  });
  test.after.each(() => {
    rmSync(project, { recursive: true, force: true });
  });
}

setup.before.each(() => {
  write('npm-cli.js', FAKE_NPM);
  write('package.json', '{}');
  write('scripts/build.mjs', FAKE_BUILD);
  write('src/a.ts', 'export {};');
  write('target.js', 'console.log("here")');
  writeLockfile('1.0.0');
});

target('gets its arguments unchanged, and its exit code is kept', async () => {
  write('target.js', 'console.log(JSON.stringify(process.argv.slice(2))); process.exit(42);');
  const { code, stdout, stderr } = await run(['target.js', '--flag', '--', '-x', 'two words', '']);
  assert.is(code, 42);
  assert.equal(JSON.parse(stdout), ['--flag', '--', '-x', 'two words', '']);
  assert.is(stderr, '');
});

target('runs in the directory of the caller with the same Node first on the path and without telemetry', async () => {
  write('target.js', 'console.log(process.cwd(), process.env.PATH.split(":")[0], process.env.ORT_DISABLE_TELEMETRY)');
  const { stdout } = await run(['target.js'], { PATH: '/nowhere' });
  assert.is(stdout.trim(), `${process.cwd()} ${dirname(process.execPath)} 1`);
});

target('that ends by a signal gives 128 + n', async () => {
  write('target.js', 'process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000);');
  assert.is((await run(['target.js'])).code, 137);
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  target(`gets ${signal} and decides the exit code`, async () => {
    write(
      'target.js',
      `process.on('${signal}', () => { console.log('got it'); process.exit(9); }); console.log('ready'); setInterval(() => {}, 1000);`,
    );
    const { child, ended } = start(['target.js']);
    await firstWord(child);
    child.kill(signal);
    const { code, stdout } = await ended;
    assert.is(code, 9);
    assert.is(stdout, 'ready\ngot it\n');
  });
}

target('is told to stop when the shell between npm and it was killed', async () => {
  write(
    'target.js',
    `process.on('SIGTERM', () => { console.log('got it'); process.exit(); }); console.log('ready'); setInterval(() => {}, 1000);`,
  );
  const shell = `require('node:child_process').spawn(process.execPath, ${JSON.stringify([join(project, 'scripts/run.mjs'), 'target.js'])}, { stdio: 'inherit' });`;
  const parent = spawn(process.execPath, ['-e', shell], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, npm_lifecycle_event: 'start' },
  });
  await firstWord(parent);
  let said = '';
  parent.stdout.on('data', (chunk) => {
    said += chunk;
  });
  parent.kill('SIGKILL');
  await new Promise((resolve) => parent.stdout.once('end', resolve));
  assert.is(said, 'got it\n');
});

target('that does not exist is an error of Node', async () => {
  const { code, stderr } = await run(['missing.js']);
  assert.is(code, 1);
  assert.match(stderr, 'missing.js');
});

target('is required', async () => {
  const { code, stderr } = await run([]);
  assert.is(code, 3);
  assert.match(stderr, 'expected a file to run');
});

setup('installs and builds once, then says nothing', async () => {
  const first = await run(['target.js']);
  assert.is(first.code, 0);
  assert.is(first.stdout, 'here\n', 'what the steps print is not on stdout');
  assert.match(first.stderr, 'installing packages …');
  assert.match(first.stderr, 'building …');
  const second = await run(['target.js']);
  assert.equal([second.stdout, second.stderr], ['here\n', '']);
  assert.equal([countLines('npm.log'), countLines('build.log')], [1, 1]);
  assert.match(readFileSync(join(project, 'npm.log'), 'utf8'), /^ci /);
});

setup('installs again when the lockfile changed', async () => {
  await run(['target.js']);
  writeLockfile('2.0.0');
  await run(['target.js']);
  assert.is(countLines('npm.log'), 2);
});

setup('takes over what npm ci did by hand', async () => {
  write('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }));
  assert.is((await run(['target.js'])).code, 0);
  assert.is(countLines('npm.log'), 0);
});

setup('builds again when a source changed, was added or was removed', async () => {
  await run(['target.js']);
  appendFileSync(join(project, 'src/a.ts'), '// more');
  await run(['target.js']);
  write('src/deep/b.ts', '');
  await run(['target.js']);
  rmSync(join(project, 'src/deep/b.ts'));
  await run(['target.js']);
  assert.equal([countLines('npm.log'), countLines('build.log')], [1, 4]);
});

setup('does again a build that left no stamp', async () => {
  await run(['target.js'], { FAKE_BUILD_DIES: '1' });
  await run(['target.js']);
  assert.is(countLines('build.log'), 2);
});

setup('stops with exit code 3 when npm fails, and tries again the next time', async () => {
  const { code, stdout, stderr } = await run(['target.js'], { FAKE_NPM_FAILS: '1' });
  assert.is(code, 3);
  assert.is(stdout, '');
  assert.match(stderr, 'npm says no');
  assert.match(stderr, 'npm ci failed with exit code 1');
  assert.is((await run(['target.js'])).code, 0);
  assert.is(countLines('npm.log'), 2);
});

setup('stops when a native does not load', async () => {
  write('package.json', JSON.stringify({ dependencies: { 'onnxruntime-node': '1' } }));
  const { code, stderr } = await run(['target.js']);
  assert.is(code, 3);
  assert.match(stderr, 'onnxruntime-node');
});

setup('two at the same time share one installation and one build', async () => {
  const both = await Promise.all([run(['target.js']), run(['target.js'])]);
  assert.equal(
    both.map(({ code, stdout }) => [code, stdout]),
    [
      [0, 'here\n'],
      [0, 'here\n'],
    ],
  );
  assert.equal([countLines('npm.log'), countLines('build.log')], [1, 1]);
});

setup('does not wait for a set-up that was killed', async () => {
  const killed = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => killed.once('exit', resolve));
  write('.toolchain/setup.lock', JSON.stringify({ pid: killed.pid, host: hostname(), token: 'x' }));
  assert.is((await run(['target.js'])).code, 0);
  assert.not(existsSync(join(project, '.toolchain/setup.lock')));
});

setup('a packed tarball runs as it is', async () => {
  rmSync(join(project, 'src'), { recursive: true });
  rmSync(join(project, 'package-lock.json'));
  const { code, stdout, stderr } = await run(['target.js']);
  assert.equal([code, stdout, stderr], [0, 'here\n', '']);
  assert.not(existsSync(join(project, '.toolchain')));
});

target.run();
setup.run();
