import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { listPlaces, type PlaceKind } from '../../src/launcher/places.ts';
import { LauncherProblem } from '../../src/launcher/problem.ts';
import { whyUntrusted } from '../../src/launcher/trust.ts';
import { scratchDir } from '../support/cli.ts';

const test = suite('launcher: places');
const uid = process.geteuid?.() ?? 0;
const dirs = (env: Record<string, string>, home?: string, temporary = '/tmp') =>
  listPlaces(env, 1000, home ?? env.HOME ?? '', temporary).map(({ dir }) => dir);

const SHARED = ['/tmp/oads-1000', '/var/tmp/oads-1000'];

test('the home first, then what is temporary', () => {
  assert.equal(dirs({ HOME: '/home/u' }), ['/home/u/.cache/oads/runtime', ...SHARED]);
  assert.equal(dirs({ HOME: '/' }), ['/.cache/oads/runtime', ...SHARED]);
  assert.equal(dirs({ HOME: '/home/u', XDG_CACHE_HOME: '/fast' }), ['/fast/oads/runtime', ...SHARED]);
  assert.equal(dirs({ HOME: '/home/u' }, undefined, '/scratch'), ['/home/u/.cache/oads/runtime', '/scratch/oads-1000', ...SHARED]);
});

test('what is relative or missing is left out', () => {
  assert.equal(dirs({}), SHARED);
  assert.equal(dirs({ HOME: 'home' }), SHARED);
  assert.equal(dirs({ HOME: '/home/u', XDG_CACHE_HOME: 'cache' }), ['/home/u/.cache/oads/runtime', ...SHARED]);
  assert.equal(dirs({ HOME: '/home/u' }, undefined, 'tmp'), ['/home/u/.cache/oads/runtime', ...SHARED]);
});

test('without HOME, or with an empty one, the home is that of the password file', () => {
  const [own] = listPlaces({ HOME: '' }, 1000, undefined, '/tmp');
  assert.ok(path.isAbsolute(own.dir));
  assert.equal(listPlaces({}, 1000, undefined, '/tmp')[0], own);
});

test('OADS_CACHE_DIR is the only place, unless it is empty', () => {
  assert.equal(listPlaces({ OADS_CACHE_DIR: '/srv/oads/', HOME: '/home/u' }, 1000), [{ dir: '/srv/oads', kind: 'given' }]);
  assert.equal(dirs({ OADS_CACHE_DIR: '', HOME: '/home/u' })[0], '/home/u/.cache/oads/runtime');
});

test('a relative OADS_CACHE_DIR is a usage error: children start elsewhere', () => {
  try {
    listPlaces({ OADS_CACHE_DIR: 'cache' }, 1000);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, LauncherProblem);
    assert.is((error as LauncherProblem).exitCode, 2);
    assert.is((error as Error).message, 'expected OADS_CACHE_DIR to be an absolute path, got cache');
  }
});

test('bytes that are no UTF-8 would mean another directory: refused where given, left out elsewhere', () => {
  assert.throws(
    () => listPlaces({ OADS_CACHE_DIR: '/srv/\ufffd' }, 1000),
    (error: Error) => /^expected OADS_CACHE_DIR to be a path in UTF-8, got/.test(error.message),
  );
  assert.equal(dirs({ HOME: '/home/\ufffd' }), SHARED);
  assert.equal(dirs({ HOME: '/home/u', XDG_CACHE_HOME: '/\ufffd' }), ['/home/u/.cache/oads/runtime', ...SHARED]);
  assert.equal(dirs({ HOME: 'x' }, undefined, '/\ufffd'), SHARED);
});

let scratch: Awaited<ReturnType<typeof scratchDir>>;
test.before.each(async () => {
  scratch = await scratchDir();
});
test.after.each(async () => scratch.remove());

const why = (dir: string, kind: PlaceKind) => whyUntrusted({ dir, kind }, uid);

test('what is there must be a directory of this user in which nobody else may write', () => {
  const dir = path.join(scratch.dir, 'place');
  assert.is(why(dir, 'shared'), undefined, 'nothing is there yet');
  mkdirSync(dir, 0o700);
  for (const kind of ['given', 'own', 'shared'] as const) {
    chmodSync(dir, 0o755);
    assert.is(why(dir, kind), undefined);
    for (const mode of [0o775, 0o757, 0o1777]) {
      chmodSync(dir, mode);
      assert.is(why(dir, kind), `may be written by other users (mode ${mode.toString(8)})`);
    }
  }
  writeFileSync(path.join(scratch.dir, 'file'), '');
  for (const kind of ['given', 'own', 'shared'] as const) assert.is(why(path.join(scratch.dir, 'file'), kind), 'is not a directory');
});

test("a link is followed where it is the user's, and refused where anyone may have laid it", () => {
  const [dir, link, dangling] = ['dir', 'link', 'dangling'].map((name) => path.join(scratch.dir, name));
  mkdirSync(dir, 0o700);
  symlinkSync(dir, link);
  symlinkSync(path.join(scratch.dir, 'nowhere'), dangling);
  assert.is(why(link, 'own'), undefined);
  assert.is(why(link, 'given'), undefined);
  assert.is(why(link, 'shared'), 'is a link that anyone may have laid');
  assert.is(why(dangling, 'given'), 'is a link that leads nowhere');
  chmodSync(dir, 0o777);
  assert.is(why(link, 'own'), 'may be written by other users (mode 777)');
});

test('the way to it must be safe, too, unless the user gave it', () => {
  const open = path.join(scratch.dir, 'open');
  const far = path.join(open, 'a', 'b');
  mkdirSync(open);
  chmodSync(open, 0o777);
  assert.is(why(far, 'own'), `lies in ${open}, which all users may write without the sticky bit`);
  mkdirSync(far, { recursive: true, mode: 0o700 });
  assert.is(why(far, 'shared'), `lies in ${open}, which all users may write without the sticky bit`);
  assert.is(why(far, 'given'), undefined);
  chmodSync(open, 0o1777);
  assert.is(why(far, 'own'), undefined);
});

test('a group may write above only where it is the user alone, or the sticky bit is set', () => {
  const open = path.join(scratch.dir, 'open');
  const far = path.join(open, 'cache');
  mkdirSync(far, { recursive: true, mode: 0o700 });
  const { gid } = statSync(open);
  chmodSync(open, 0o775);
  const shared = `lies in ${open}, which its group (gid ${gid}) may write without the sticky bit`;
  assert.is(why(far, 'own'), gid === uid && gid === process.getegid?.() ? undefined : shared);
  assert.is(why(far, 'given'), undefined);
  // For whom it is no group of their own.
  if (uid === 0) {
    chownSync(open, 0, 50);
    assert.is(why(far, 'own'), `lies in ${open}, which its group (gid 50) may write without the sticky bit`);
    assert.is(why(far, 'shared'), why(far, 'own'));
  }
  chmodSync(open, 0o1775);
  assert.is(why(far, 'own'), undefined);
});

if (uid === 0) {
  test('what another user owns is refused, and so is what lies in it', () => {
    const theirs = path.join(scratch.dir, 'theirs');
    const within = path.join(theirs, 'cache');
    mkdirSync(within, { recursive: true, mode: 0o755 });
    chownSync(theirs, 12_345, 12_345);
    for (const kind of ['given', 'own', 'shared'] as const) assert.is(why(theirs, kind), 'belongs to another user (uid 12345)');
    assert.is(why(within, 'own'), `lies in ${theirs}, which belongs to another user (uid 12345)`);
    assert.is(why(path.join(within, 'not', 'yet'), 'own'), `lies in ${theirs}, which belongs to another user (uid 12345)`);
    const link = path.join(theirs, 'link');
    symlinkSync(path.join(scratch.dir), link);
    assert.match(String(why(link, 'own')), /which belongs to another user/);
  });

  test('what root owns may be used by all', () => {
    chmodSync(scratch.dir, 0o755);
    mkdirSync(path.join(scratch.dir, 'of-root'), 0o755);
    assert.is(whyUntrusted({ dir: path.join(scratch.dir, 'of-root'), kind: 'given' }, 12_345), undefined);
  });
} else {
  test.skip('directories of other users: only root can make them', () => {});
}

if (process.platform === 'linux') test.run();
