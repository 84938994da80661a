import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { replaceFile } from '../../../src/core/artifacts/replace-file.ts';
import { StoreError } from '../../../src/core/errors.ts';

const test = suite('artifacts/replace-file');

let dir: string;
let file: string;
test.before.each(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'oads-replace-'));
  file = path.join(dir, 'out.json');
});
test.after.each(() => rm(dir, { recursive: true }));

async function refusal(target: string, content: Parameters<typeof replaceFile>[1]): Promise<StoreError> {
  const error = await replaceFile(target, content).then(
    () => assert.unreachable('expected a StoreError'),
    (thrown: unknown) => thrown,
  );
  assert.instance(error, StoreError, String(error));
  return error as StoreError;
}

test('the text takes the place of the file, for its owner only, and nothing stays beside it', async () => {
  writeFileSync(file, 'a longer text before');
  await replaceFile(file, 'text');
  assert.is(readFileSync(file, 'utf8'), 'text');
  assert.is(statSync(file).mode & 0o777, 0o600);
  assert.equal(readdirSync(dir), ['out.json']);
});

test('a writer that fails leaves the file as it was, and no temporary file', async () => {
  writeFileSync(file, 'before');
  const error = await refusal(file, async (staged) => {
    await writeFile(staged, 'half');
    assert.is.not(staged, file);
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  });
  assert.is(error.code, 'OADS_STORE_FULL');
  assert.is(error.exitCode, 3);
  assert.match(error.message, /out\.json could not be written: the disk is full$/);
  assert.not.match(error.hint ?? '', /--artifacts/);
  assert.is(readFileSync(file, 'utf8'), 'before');
  assert.equal(readdirSync(dir), ['out.json']);
});

test('what no file system said is passed on as it is', async () => {
  const own = new TypeError('a defect');
  const thrown = await replaceFile(file, async () => {
    throw own;
  }).catch((error: unknown) => error);
  assert.is(thrown, own);
  assert.equal(readdirSync(dir), []);
});

test('a missing directory and a directory in place of the file are said in words', async () => {
  assert.match((await refusal(path.join(dir, 'no', 'out.json'), 'x')).message, /no such file or directory$/);
  mkdirSync(file);
  assert.match((await refusal(file, 'x')).message, /a directory is in the way$/);
  assert.equal(readdirSync(dir), ['out.json']);
});

test('a link is followed, a pipe is written to as it is', async () => {
  symlinkSync('real.json', path.join(dir, 'link.json'));
  writeFileSync(path.join(dir, 'real.json'), 'before');
  await replaceFile(path.join(dir, 'link.json'), 'after');
  assert.is(readFileSync(path.join(dir, 'real.json'), 'utf8'), 'after');
  assert.ok(lstatSync(path.join(dir, 'link.json')).isSymbolicLink());

  // A pipe stands for devices, too: a real one would be lost if this broke.
  const pipe = path.join(dir, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const read = readFile(pipe, 'utf8');
  await replaceFile(pipe, 'text');
  assert.is(await read, 'text');
  assert.ok(statSync(pipe).isFIFO());
});

test.run();
