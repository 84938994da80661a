import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { provideIdentity } from '../../src/launcher/provide-identity.ts';
import { scratchDir } from '../support/cli.ts';

const test = suite('launcher: identity');
const uid = process.geteuid?.() ?? 0;
let scratch: Awaited<ReturnType<typeof scratchDir>>;
test.before.each(async () => {
  scratch = await scratchDir();
});
test.after.each(async () => scratch.remove());

/** The system that knows nobody. */
const unknown = {
  homedir: () => {
    throw new Error('ENOENT');
  },
  userInfo: () => {
    throw new Error('ENOENT');
  },
};

test('whom the system knows is told nothing new, so that children see what the user set', () => {
  const env = { HOME: '/home/u', PATH: '/bin' };
  provideIdentity(env, { uid, temporary: scratch.dir, homedir: () => '/home/u', userInfo: () => ({}) });
  assert.equal(env, { HOME: '/home/u', PATH: '/bin' });
});

test('an empty HOME is none', () => {
  const env: NodeJS.ProcessEnv = { HOME: '' };
  provideIdentity(env, { uid, temporary: scratch.dir, homedir: () => '/home/u', userInfo: () => ({}) });
  assert.equal(env, {});
});

test('whom it does not know gets a home in which nobody else can lay plugins', () => {
  const env: NodeJS.ProcessEnv = {};
  provideIdentity(env, { uid, temporary: scratch.dir, ...unknown });
  const home = path.join(scratch.dir, `oads-${uid}`, 'home');
  assert.equal(env, { HOME: home, SHELL: '/bin/sh', USER: String(uid) });
  assert.is(statSync(path.dirname(home)).mode & 0o777, 0o700);
  assert.ok(existsSync(home));
  provideIdentity(env, { uid, temporary: scratch.dir, ...unknown });
  assert.is(env.HOME, home);
});

test('where somebody else could, the home is the root directory, which nobody but root writes', () => {
  const dir = path.join(scratch.dir, `oads-${uid}`);
  const homeOf = (temporary: string) => {
    const env: NodeJS.ProcessEnv = {};
    provideIdentity(env, { uid, temporary, ...unknown });
    return env.HOME;
  };
  mkdirSync(dir);
  chmodSync(dir, 0o777);
  assert.is(homeOf(scratch.dir), '/');
  assert.equal(readdirSync(dir), [], 'nothing is made there');
  mkdirSync(path.join(scratch.dir, 'tmp'));
  assert.is(homeOf(path.relative(process.cwd(), path.join(scratch.dir, 'tmp'))), '/', 'children start elsewhere');
  const linked = path.join(scratch.dir, 'linked');
  mkdirSync(linked);
  symlinkSync(scratch.dir, path.join(linked, `oads-${uid}`));
  assert.is(homeOf(linked), '/');
  assert.is(homeOf(path.join(scratch.dir, 'nowhere')), '/');
});

if (process.platform === 'linux') test.run();
