import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { stageLink, syncDirectory, writeDurable } from '../../../src/core/artifacts/durable.ts';

async function swapLink(link: string, target: string): Promise<void> {
  const staged = await stageLink(link, target);
  await staged.swap().finally(() => staged.discard());
}

const test = suite('artifacts/durable');

let dir: string;
test.before.each(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'oads-durable-'));
});
test.after.each(() => rm(dir, { recursive: true }));

test('a durable file replaces the one before and is for its owner only', async () => {
  const file = path.join(dir, 'a.json');
  await writeDurable(file, 'a longer text');
  await writeDurable(file, 'text');
  assert.is(readFileSync(file, 'utf8'), 'text');
  assert.is(statSync(file).mode & 0o777, 0o600);
});

test('a link is made and moved, and nothing stays beside it', async () => {
  const link = path.join(dir, 'latest');
  await swapLink(link, 'runs/one');
  assert.is(readlinkSync(link), 'runs/one');
  await swapLink(link, 'runs/two');
  assert.is(readlinkSync(link), 'runs/two');
  assert.equal(readdirSync(dir), ['latest']);
  assert.ok(lstatSync(link).isSymbolicLink());
});

test('a directory in place of the link is an error, not lost', async () => {
  const link = path.join(dir, 'latest');
  mkdirSync(link);
  writeFileSync(path.join(link, 'keep'), '');
  await swapLink(link, 'x').then(
    () => assert.unreachable(),
    () => {},
  );
  assert.ok(existsSync(path.join(link, 'keep')));
  assert.equal(readdirSync(dir), ['latest']);
});

test('syncing a directory that is not there is no error', async () => {
  await syncDirectory(path.join(dir, 'none'));
  await syncDirectory(dir);
});

test.run();
