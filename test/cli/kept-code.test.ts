import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Finished, npmCommand, root, runOads, scratchDir } from '../support/cli.ts';

const test = suite('what V8 compiled is kept');

const { dir, remove } = await scratchDir();
const config = path.join(root, 'demo', 'oads.yaml');

const start = (args: readonly string[], env: Record<string, string>) => runOads(args, { command: npmCommand, env });
const check = (env: Record<string, string>) => start(['config', 'check', '-c', config], env);

/** The bundles' own, by their names without digest, with the commands that they were made by. */
function listKept(cache: string): Record<string, string[]> {
  const commandsOf = (file: string) => readFileSync(file, 'latin1').split('\n', 1)[0].split(' ').slice(1);
  return Object.fromEntries(findKept(cache).map((file) => [path.basename(file).split('-')[1], commandsOf(file)]));
}

function findKept(cache: string): string[] {
  const names = readdirSync(cache, { recursive: true }).map(String);
  return names.filter((name) => path.basename(name).startsWith('oads-')).map((name) => path.join(cache, name));
}

function assertSame(other: Finished, first: Finished): void {
  const plain = ({ stdout, ...rest }: Finished) => ({ ...rest, stdout: stdout.replace(/\d+ ms|[\d.]+ s\b/g, 'T') });
  assert.equal(plain(other), plain(first));
}

test('by the first start of each command, and not by the second', async () => {
  const cache = path.join(dir, 'kept');
  const env = { NODE_COMPILE_CACHE: cache };
  const first = await check(env);
  assert.is(first.code, 0, first.stderr);
  assert.equal(listKept(cache), { main: ['config'], core: ['config'], oclif: ['config'] });
  const written = findKept(cache).map((file) => readFileSync(file).length);
  assertSame(await check(env), first);
  assert.equal(
    findKept(cache).map((file) => readFileSync(file).length),
    written,
  );
  assert.is((await start(['--help'], env)).code, 0);
  assert.equal(listKept(cache), { main: ['config', '-'], core: ['config'], oclif: ['config', '-'] });
  assert.is((await start(['history', '--artifacts', dir], env)).code, 0);
  assert.equal(listKept(cache), { main: ['config', '-', 'history'], core: ['config', 'history'], oclif: ['config', '-', 'history'] });
  assertSame(await check(env), first);
});

test('not by a start that did not do what the command does', async () => {
  const env = { NODE_COMPILE_CACHE: path.join(dir, 'failed') };
  assert.is((await start(['config', 'check', '-c', 'none.yaml'], env)).code, 2);
  assert.is((await start(['config', '--help'], env)).code, 0);
  assert.equal(findKept(env.NODE_COMPILE_CACHE), []);
  assert.is((await check(env)).code, 0);
  assert.equal(listKept(env.NODE_COMPILE_CACHE), { main: ['config'], core: ['config'], oclif: ['config'] });
});

test('what is damaged is not run, and made again', async () => {
  const cache = path.join(dir, 'damaged');
  const env = { NODE_COMPILE_CACHE: cache };
  const first = await check(env);
  const damages: ((bytes: Buffer) => Buffer)[] = [
    (bytes) => bytes.subarray(0, bytes.length / 2),
    (bytes) => bytes.fill(0xff, 1000, 5000),
    () => Buffer.alloc(0),
    () => Buffer.from('no newline at all'),
  ];
  for (const damage of damages) {
    const whole = findKept(cache).map((file) => readFileSync(file));
    for (const file of findKept(cache)) writeFileSync(file, damage(readFileSync(file)));
    assertSame(await check(env), first);
    assert.equal(listKept(cache), { main: ['config'], core: ['config'], oclif: ['config'] });
    for (const [index, file] of findKept(cache).entries()) assert.ok(readFileSync(file).length > whole[index].length / 2, file);
  }
});

test('where nothing may be kept, or Node has to load the files itself, the command does the same', async () => {
  const blocked = path.join(dir, 'blocked');
  await mkdir(blocked);
  writeFileSync(path.join(blocked, 'file'), '');
  const first = await check({ NODE_COMPILE_CACHE: path.join(dir, 'other') });
  const envs: Record<string, string>[] = [
    { NODE_COMPILE_CACHE: path.join(blocked, 'file', 'cache') },
    { NODE_DISABLE_COMPILE_CACHE: '1' },
    { NODE_COMPILE_CACHE: path.join(blocked, 'maps'), NODE_OPTIONS: '--enable-source-maps' },
  ];
  for (const env of envs) assertSame(await check(env), first);
  assert.equal(findKept(blocked), []);
});

test('a stack tells the place that is in the file', async () => {
  const main = path.join(dir, 'main.cjs');
  writeFileSync(main, "exports.fail = () => new Error('first');\n exports.later = () => new Error('second');\n");
  const loader = JSON.stringify(path.join(root, 'bin', 'load-program.js'));
  const code = `require('node:module').enableCompileCache(${JSON.stringify(path.join(dir, 'stack'))});
    const { fail, later } = require(${loader}).loadProgram(${JSON.stringify(main)}, 'fail');
    console.log([fail(), later()].map(({ stack }) => stack.split('\\n')[1].replace(/.*main/, 'main')).join(' '));`;
  const { stdout, stderr } = await runOads(['-e', code], { command: [process.execPath] });
  assert.is(stdout.trim(), 'main.cjs:1:22) main.cjs:2:24)', stderr);
});

test.after(remove);
test.run();
