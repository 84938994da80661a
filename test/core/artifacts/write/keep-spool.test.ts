import { cpSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Layout, layoutOf } from '../../../../src/core/artifacts/layout.ts';
import { keepSpool } from '../../../../src/core/artifacts/write/keep-spool.ts';
import { StoreError } from '../../../../src/core/errors.ts';
import { killAtStep, listChanges } from '../../../support/kill-file-system.ts';

const test = suite('artifacts/keep-spool');

let base: string;
let layout: Layout;
test.before.each(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'oads-spool-'));
  layout = layoutOf(base, 'demo');
  mkdirSync(layout.spool, { recursive: true });
});
test.after.each(() => rm(base, { recursive: true }));

/** A staged spool with one part that says `content`. */
function stage(content: string): string {
  const dir = path.join(layout.spool, '.tmp-1', 'rows');
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, 'part-000000.parquet'), content);
  return dir;
}

const DIGESTS = ['a'.repeat(64), 'b'.repeat(64)];
const kept = () => readFileSync(path.join(layout.lastGoodSpool, 'part-000000.parquet'), 'utf8');

test('the link leads to the staged rows, which are named after their content', async () => {
  await keepSpool(layout, stage('one'), DIGESTS[0]);
  assert.is(kept(), 'one');
  assert.is(readlinkSync(layout.lastGoodSpool), 'aaaaaaaaaaaaaaaa');
  assert.equal(readdirSync(layout.spool).sort(), ['aaaaaaaaaaaaaaaa', 'last_good']);
});

test('the rows before and what was staged are removed, what no run has put there is not', async () => {
  await keepSpool(layout, stage('one'), DIGESTS[0]);
  mkdirSync(path.join(layout.spool, 'left-over'));
  await keepSpool(layout, stage('two'), DIGESTS[1]);
  assert.is(kept(), 'two');
  assert.equal(readdirSync(layout.spool).sort(), ['bbbbbbbbbbbbbbbb', 'last_good', 'left-over']);
});

test('the same rows again never take the old ones away before the new are in place', async () => {
  for (const content of ['one', 'two', 'three', 'four']) {
    const before = readdirSync(layout.spool).includes('last_good') ? readlinkSync(layout.lastGoodSpool) : undefined;
    await keepSpool(layout, stage(content), DIGESTS[0]);
    assert.is(kept(), content);
    assert.is.not(readlinkSync(layout.lastGoodSpool), before, 'another directory, so that the link moves from one whole spool to another');
    assert.ok(readlinkSync(layout.lastGoodSpool).startsWith('aaaaaaaaaaaaaaaa'));
    assert.is(readdirSync(layout.spool).length, 2);
  }
});

test('the disk has every part before the rows are in their place', async () => {
  const staged = stage('one');
  writeFileSync(path.join(staged, 'part-000001.parquet'), 'two');
  const calls = await listChanges(() => keepSpool(layout, staged, DIGESTS[0]));
  const renamed = calls.indexOf(`rename ${staged}`);
  for (const name of ['part-000000.parquet', 'part-000001.parquet']) {
    const synced = calls.indexOf(`sync ${path.join(staged, name)}`);
    assert.ok(synced >= 0 && synced < renamed, calls.join('\n'));
  }
});

test('killed at any instant it leaves the old rows or the new, whole', async () => {
  await keepSpool(layout, stage('one'), DIGESTS[0]);
  const old = path.join(base, 'old');
  cpSync(layout.root, path.join(old, 'demo'), { recursive: true, verbatimSymlinks: true });
  for (let step = 0; ; step++) {
    rmSync(layout.root, { recursive: true });
    cpSync(path.join(old, 'demo'), layout.root, { recursive: true, verbatimSymlinks: true });
    const staged = stage('two');
    const calls = await killAtStep(step, () => keepSpool(layout, staged, DIGESTS[1]));
    if (calls === undefined) break;
    const expected = readlinkSync(layout.lastGoodSpool) === DIGESTS[0].slice(0, 16) ? 'one' : 'two';
    assert.is(kept(), expected, calls.join('\n'));
  }
});

test('a link that leads nowhere does not matter', async () => {
  await keepSpool(layout, stage('one'), DIGESTS[0]);
  await rm(path.join(layout.spool, 'aaaaaaaaaaaaaaaa'), { recursive: true });
  await keepSpool(layout, stage('two'), DIGESTS[0]);
  assert.is(kept(), 'two');
});

test('a spool that cannot be kept is a store error', async () => {
  mkdirSync(layout.lastGoodSpool);
  const error = await keepSpool(layout, stage('one'), DIGESTS[0]).catch((thrown: unknown) => thrown);
  assert.instance(error, StoreError);
  assert.match((error as StoreError).message, /rows could not be kept/);
  assert.equal(
    readdirSync(layout.spool).filter((name) => name.startsWith('last_good')),
    ['last_good'],
  );
});

test.run();
