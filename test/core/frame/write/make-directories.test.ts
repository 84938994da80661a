import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeDirectories, removeEmpty } from '../../../../src/core/frame/write/make-directories.ts';
import { scratchDir } from '../../../support/cli.ts';

const test = suite('make directories');
const { dir, remove } = await scratchDir();
const at = (name: string) => path.join(dir, name);
const codeOf = (place: string) => makeDirectories(place).catch((error) => error.code);

test('tells of those that it made, with the mode that was asked for', async () => {
  mkdirSync(at('old'));
  assert.equal(await makeDirectories(at('old/a/b'), 0o700), [at('old/a'), at('old/a/b')]);
  assert.is(statSync(at('old/a')).mode & 0o777, 0o700);
  assert.equal(await makeDirectories(at('old/a/b')), []);
});

test('each is told to one of those that make it at the same time', async () => {
  const made = await Promise.all([1, 2, 3].map(() => makeDirectories(at('raced/a/b'))));
  assert.equal(made.flat().sort(), [at('raced'), at('raced/a'), at('raced/a/b')]);
});

test('what is in the way is told, and nothing is left', async () => {
  writeFileSync(at('file'), '');
  symlinkSync(at('nowhere'), at('dangling'));
  assert.is(await codeOf(at('file')), 'EEXIST');
  assert.is(await codeOf(at('file/a/b')), 'ENOTDIR');
  assert.is(await codeOf(at('dangling/a')), 'EEXIST');
  assert.is(await codeOf(at(`new/${'x'.repeat(300)}`)), 'ENAMETOOLONG');
  assert.not.ok(existsSync(at('new')));
});

test('what came to hold something stays', async () => {
  const made = await makeDirectories(at('ours/a/b'));
  writeFileSync(at('ours/theirs'), '');
  await removeEmpty(made);
  assert.equal(readdirSync(at('ours')), ['theirs']);
});

if (existsSync('/proc/self')) {
  test('it ends where the file system makes no directories', async () => {
    assert.is(await codeOf('/proc/oads-no-such/a'), 'ENOENT');
  });
} else {
  test.skip('there is no /proc here, in which no directory can be made', () => {});
}

test.after(remove);
test.run();
