import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { swapLink, syncDirectory, toStoreError, writeDurable } from '../../../src/core/artifacts/durable.ts';
import { StoreError } from '../../../src/core/errors.ts';

const test = suite('artifacts/durable');

let dir: string;
test.before.each(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'oads-durable-'));
});
test.after.each(() => rm(dir, { recursive: true }));

const systemError = (code: string) => Object.assign(new Error(`${code}: open '/x'`), { code });

test('system errors become store errors: what, why, and what to do', () => {
  for (const [code, expected, why] of [
    ['ENOSPC', 'OADS_STORE_FULL', /^write: the disk is full$/],
    ['EDQUOT', 'OADS_STORE_FULL', /quota/],
    ['EACCES', 'OADS_STORE_DENIED', /permission denied/],
    ['EPERM', 'OADS_STORE_DENIED', /not permitted/],
    ['EROFS', 'OADS_STORE_DENIED', /read-only/],
    ['ENOTDIR', 'OADS_STORE_DENIED', /in the way/],
    ['EEXIST', 'OADS_STORE_DENIED', /in the way/],
  ] as const) {
    const cause = systemError(code);
    const error = toStoreError(cause, 'write');
    assert.is(error.code, expected);
    assert.is(error.exitCode, 3);
    assert.match(error.message, why);
    assert.match(error.hint ?? '', /--artifacts/);
    assert.is(error.cause, cause);
  }
});

test('an unknown error keeps its message, a store error is left as it is', () => {
  const error = toStoreError(systemError('EIO'), 'write');
  assert.is(error.code, 'OADS_STORE_FAILED');
  assert.is(error.message, "write: EIO: open '/x'");
  assert.is(toStoreError('text', 'write').message, 'write: text');
  const own = new StoreError('OADS_STORE_LOCKED', 'm');
  assert.is(toStoreError(own, 'write'), own);
});

test('a durable file replaces the one before and is for its owner only', async () => {
  const file = path.join(dir, 'a.json');
  await writeDurable(file, 'a longer text');
  await writeDurable(file, 'text');
  assert.is(readFileSync(file, 'utf8'), 'text');
  assert.is(statSync(file).mode & 0o777, 0o600);
});

test('a link is made, moved, and takes the place of whatever a crash left half-made', async () => {
  const link = path.join(dir, 'latest');
  writeFileSync(`${link}.tmp-${process.pid}`, 'left over');
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
});

test('syncing a directory that is not there is no error', async () => {
  await syncDirectory(path.join(dir, 'none'));
  await syncDirectory(dir);
});

test.run();
