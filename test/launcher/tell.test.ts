import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseIndex } from '../../src/launcher/payload.ts';
import { asBroken, LauncherProblem, showControls } from '../../src/launcher/problem.ts';
import { type Screen, showUnpacking } from '../../src/launcher/show-unpacking.ts';

const test = suite('launcher: what is told');

function noteScreen(options: Omit<Screen, 'write'> = {}): { screen: Screen; written: () => string } {
  let text = '';
  return { screen: { ...options, write: (more) => (text += more) }, written: () => text };
}

const show = (screen: Screen, isQuiet = false) => showUnpacking(() => screen, { version: '1.2.3', isQuiet });

test('not on a terminal: one line, and nothing of who waits', () => {
  const { screen, written } = noteScreen();
  const tell = show(screen);
  tell.waits('/cache');
  const onProgress = tell.unpacks('/cache', 10);
  onProgress(5);
  onProgress(5);
  tell.ends();
  assert.is(written(), 'oads: unpacking 1.2.3 to /cache, once\n');
});

test('on a terminal: one line that changes, and is gone at the end', () => {
  const { screen, written } = noteScreen({ isTTY: true, columns: 80 });
  const tell = show(screen);
  tell.waits('/cache');
  tell.waits('/cache');
  const onProgress = tell.unpacks('/cache', 1_000);
  for (const bytes of [5, 2, 493, 500]) onProgress(bytes);
  tell.ends();
  tell.ends();
  assert.equal(written().split('\r').slice(1), [
    'oads: waiting for another process that unpacks 1.2.3 to /cache\u001b[K',
    'oads: unpacking 1.2.3 0 % to /cache, once\u001b[K',
    'oads: unpacking 1.2.3 50 % to /cache, once\u001b[K',
    'oads: unpacking 1.2.3 100 % to /cache, once\u001b[K',
    '\u001b[K',
  ]);
});

test('the line of a terminal is never wrapped: it could not be taken back', () => {
  const { screen, written } = noteScreen({ isTTY: true, columns: 30 });
  const tell = show(screen);
  tell.unpacks(`/${'long/'.repeat(20)}`, 1)(1);
  assert.is(written(), '\roads: unpacking 1.2.3 100 % t\u001b[K');
});

test('quiet: nothing, and stderr is not even opened', () => {
  const tell = showUnpacking(() => assert.unreachable() as never, { version: '1.2.3', isQuiet: true });
  tell.waits('/cache');
  tell.unpacks('/cache', 1)(1);
  tell.ends();
});

test('the name of a directory cannot tell the terminal anything', () => {
  const { screen, written } = noteScreen();
  show(screen).unpacks('/a\u001b[31m\u202eb\n', 1);
  assert.is(written(), 'oads: unpacking 1.2.3 to /a\\u{1b}[31m\\u{202e}b\\u{a}, once\n');
  assert.is(showControls('/ordinary ü'), '/ordinary ü');
});

test('an index that cannot be read is a damaged executable', () => {
  try {
    parseIndex('{"version": "1.2');
    assert.unreachable();
  } catch (error) {
    assert.instance(error, LauncherProblem);
    assert.match((error as Error).message, /^the executable is damaged: its index: /);
  }
});

test('an index that lacks what is asked of every one is damaged', () => {
  for (const text of ['{}', '{"digest":"00","qarts":[]}', '{"digest":"00","parts":[{"giles":[]}]}']) {
    assert.throws(
      () => parseIndex(text),
      (error: unknown) => error instanceof LauncherProblem && error.code === 'OADS_STORE_DAMAGED',
    );
  }
});

test('a program that cannot be loaded is damaged, unless the error is of another kind', () => {
  const denied = Object.assign(new Error('EACCES: permission denied, open'), { errno: -13, code: 'EACCES' });
  const missing = Object.assign(new Error("Cannot find module './a'\nRequire stack:\n- b"), { code: 'MODULE_NOT_FOUND' });
  for (const error of [denied, missing, new SyntaxError('Unexpected token')]) {
    const problem = asBroken(error, '/cache/1') as LauncherProblem;
    assert.is(problem.code, 'OADS_STORE_DAMAGED');
    assert.is(problem.exitCode, 3);
    assert.is(problem.message, `the unpacked program cannot be loaded: ${error.message.split('\n')[0]}`);
    assert.match(String(problem.hint), /^remove \/cache\/1/);
  }
  const bug = new TypeError('x is not a function');
  assert.is(asBroken(bug, '/cache/1'), bug);
});

test.run();
