import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noteUse } from '../../src/launcher/note-use.ts';
import type { Machine } from '../../src/launcher/process-mark.ts';
import { sweep } from '../../src/launcher/sweep.ts';
import { scratchDir } from '../support/cli.ts';

const test = suite('launcher: sweep');
const NOW = Date.UTC(2026, 10, 1);
const DAY = 86_400_000;
const CURRENT = '1.2.3-00000000000000ff';
const machine: Machine = { pid: 8, place: 'aaaaaaaa', startOf: (pid) => (pid === 7 ? '70' : undefined), isRunning: (pid) => pid === 7 };
let scratch: Awaited<ReturnType<typeof scratchDir>>;

test.before.each(async () => {
  scratch = await scratchDir();
});
test.after.each(async () => scratch.remove());

/** A directory with a file, last used so many days ago. */
function lay(name: string, days: number, readDays = days): string {
  const dir = path.join(scratch.dir, name);
  mkdirSync(path.join(dir, 'bin'), { recursive: true });
  const file = path.join(dir, 'bin', 'run.js');
  writeFileSync(file, '');
  utimesSync(file, (NOW - readDays * DAY) / 1000, 0);
  utimesSync(dir, 0, (NOW - days * DAY) / 1000);
  return dir;
}

function layLock(name: string, days: number): void {
  writeFileSync(path.join(scratch.dir, name), '');
  utimesSync(path.join(scratch.dir, name), 0, (NOW - days * DAY) / 1000);
}

test('what dead processes left goes, what live ones have stays', () => {
  lay('.tmp-9-90-aaaaaaaa-AbCd12', 0);
  lay('.old-9-90-aaaaaaaa-AbCd12', 0);
  lay('.tmp-7-69-aaaaaaaa-AbCd12', 0);
  lay('.tmp-7-70-aaaaaaaa-AbCd12', 99);
  lay('.old-7-70-aaaaaaaa-AbCd12', 99);
  sweep(scratch.dir, CURRENT, NOW, machine);
  assert.equal(readdirSync(scratch.dir).sort(), ['.old-7-70-aaaaaaaa-AbCd12', '.tmp-7-70-aaaaaaaa-AbCd12']);
});

test('what cannot be asked from here goes when it is a day old', () => {
  lay('.tmp-7-70-bbbbbbbb-AbCd12', 0.9);
  lay('.tmp-7-70-bbbbbbbb-Older0', 1.1);
  lay('.tmp-7-x-x-AbCd12', 1.1);
  layLock('.lock-1.0.0-0000000000000001', 1.1);
  layLock('.lock-1.0.0-0000000000000002', 0.9);
  sweep(scratch.dir, CURRENT, NOW, machine);
  assert.equal(readdirSync(scratch.dir).sort(), ['.lock-1.0.0-0000000000000002', '.tmp-7-70-bbbbbbbb-AbCd12']);
});

test('versions that nobody has started for 30 days go, and no others', () => {
  lay('1.0.0-0000000000000001', 31);
  lay('1.0.0-beta.1-0000000000000001', 31);
  lay('1.1.0-0000000000000001', 29);
  lay('1.1.0-0000000000000002', 31, 2);
  lay(CURRENT, 400);
  sweep(scratch.dir, CURRENT, NOW, machine);
  assert.equal(readdirSync(scratch.dir).sort(), ['1.1.0-0000000000000001', '1.1.0-0000000000000002', CURRENT]);
});

test('what is not ours stays, however old', () => {
  for (const name of ['home', 'notes', '.tmp-', '.tmp-mine', '.old', '1.0.0', '1.0.0-abc', 'x-0000000000000001']) lay(name, 400);
  const before = readdirSync(scratch.dir);
  sweep(scratch.dir, CURRENT, NOW, machine);
  assert.equal(readdirSync(scratch.dir), before);
});

test('a directory that is not there is nothing to sweep', () => {
  sweep(path.join(scratch.dir, 'nowhere'), CURRENT, NOW, machine);
  assert.equal(readdirSync(scratch.dir), []);
});

test('use is noted once a day, and then the rest is swept', () => {
  const root = lay(CURRENT, 0.5);
  const old = lay('1.0.0-0000000000000001', 31);
  const before = statSync(root).mtimeMs;
  noteUse(root, NOW);
  assert.is(statSync(root).mtimeMs, before);
  assert.ok(existsSync(old));
  noteUse(root, NOW + DAY);
  assert.is(statSync(root).mtimeMs, NOW + DAY);
  assert.not(existsSync(old));
});

test('a directory of the future is brought back to today: else it would never be old', () => {
  const root = lay(CURRENT, -40);
  noteUse(root, NOW);
  assert.is(statSync(root).mtimeMs, NOW);
});

test('use that cannot be noted is no trouble', () => {
  noteUse(path.join(scratch.dir, CURRENT), NOW);
  assert.equal(readdirSync(scratch.dir), []);
});

test.run();
