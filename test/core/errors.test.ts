import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  BugError,
  ConfigError,
  InterruptedError,
  isSystemError,
  ModelError,
  messageOf,
  OadsError,
  PluginError,
  SourceError,
  StoreError,
  systemCode,
  throwIfAborted,
  toStoreError,
  UsageError,
} from '../../src/core/errors.ts';

const test = suite('errors');

test('each class has its name and the exit code that the manual gives it', () => {
  const exits: [OadsError, string, number][] = [
    [new UsageError('C', 'm'), 'UsageError', 2],
    [new ConfigError('C', 'm'), 'ConfigError', 2],
    [new SourceError('C', 'm'), 'SourceError', 3],
    [new StoreError('C', 'm'), 'StoreError', 3],
    [new PluginError('C', 'm'), 'PluginError', 4],
    [new ModelError('C', 'm'), 'ModelError', 4],
    [new BugError('m'), 'BugError', 70],
    [new InterruptedError(), 'InterruptedError', 130],
  ];
  for (const [error, name, exitCode] of exits) {
    assert.instance(error, OadsError);
    assert.instance(error, Error);
    assert.is(error.name, name);
    assert.is(error.exitCode, exitCode, name);
  }
});

test('code, hint, details and cause are kept; a cause that was not given is not there', () => {
  const cause = new Error('why');
  const error = new StoreError('OADS_X', 'message', { hint: 'do that', details: { file: 'a' }, cause });
  assert.is(error.code, 'OADS_X');
  assert.is(error.message, 'message');
  assert.is(error.hint, 'do that');
  assert.equal(error.details, { file: 'a' });
  assert.is(error.cause, cause);
  assert.not('cause' in new StoreError('OADS_X', 'message'));
});

test('a bug asks for a report', () => {
  assert.match(new BugError('m').hint ?? '', /report/);
  assert.is(new BugError('m').code, 'OADS_BUG');
});

test('a config error begins with as much of file:line:col as is known', () => {
  const at = (place: object) => new ConfigError('C', 'wrong', place).message;
  assert.is(at({ file: 'a.yaml', line: 3, column: 7 }), 'a.yaml:3:7 wrong');
  assert.is(at({ file: 'a.yaml', line: 3 }), 'a.yaml:3 wrong');
  assert.is(at({ file: 'a.yaml' }), 'a.yaml wrong');
  assert.is(at({ line: 3, column: 7 }), 'wrong');
});

test('an outage is told from other source errors, and is not assumed', () => {
  assert.is(new SourceError('C', 'm').outage, false);
  assert.is(new SourceError('C', 'm', { outage: true }).outage, true);
});

test('messageOf gives one line of anything thrown', () => {
  assert.is(messageOf(new Error('a\n   b\r\n c ')), 'a b c');
  assert.is(messageOf('text'), 'text');
  assert.is(messageOf(undefined), 'undefined');
});

test('systemCode reads only text', () => {
  assert.is(systemCode(Object.assign(new Error(), { code: 'ENOENT' })), 'ENOENT');
  for (const thrown of [{ code: 5 }, new Error(), null, undefined, 'ENOENT']) assert.is(systemCode(thrown), undefined);
});

test('an abort throws its own reason when that is ours, else an interruption', () => {
  throwIfAborted(undefined);
  throwIfAborted(new AbortController().signal);
  const own = new StoreError('C', 'm');
  assert.throws(
    () => throwIfAborted(AbortSignal.abort(own)),
    (error: unknown) => error === own,
  );
  assert.throws(
    () => throwIfAborted(AbortSignal.abort()),
    (error: unknown) => error instanceof InterruptedError,
  );
});

const systemError = (code: string) => Object.assign(new Error(`${code}: open '/x'`), { code });

test('system errors become store errors: what, why, and what to do', () => {
  for (const [code, expected, why] of [
    ['ENOSPC', 'OADS_STORE_FULL', /^write: the disk is full$/],
    ['EFBIG', 'OADS_STORE_FULL', /limit/],
    ['EDQUOT', 'OADS_STORE_FULL', /quota/],
    ['EACCES', 'OADS_STORE_DENIED', /permission denied/],
    ['EPERM', 'OADS_STORE_DENIED', /not permitted/],
    ['EROFS', 'OADS_STORE_DENIED', /read-only/],
    ['ENOTDIR', 'OADS_STORE_DENIED', /in the way/],
    ['EEXIST', 'OADS_STORE_DENIED', /in the way/],
    ['EIO', 'OADS_STORE_FAILED', /^write: the disk reported an error \(EIO\)$/],
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

test('too many open files is told with the limit to raise', () => {
  for (const code of ['EMFILE', 'ENFILE']) {
    const error = toStoreError(systemError(code), 'write');
    assert.is(error.code, 'OADS_STORE_FAILED');
    assert.match(error.message, /^write: too many open files/);
    assert.match(error.hint ?? '', /limit/);
  }
});

test('an unknown error keeps its message, a store error is left as it is', () => {
  const error = toStoreError(systemError('EBUSY'), 'write');
  assert.is(error.code, 'OADS_STORE_FAILED');
  assert.is(error.message, "write: EBUSY: open '/x'");
  assert.is(toStoreError('text', 'write').message, 'write: text');
  const own = new StoreError('OADS_STORE_LOCKED', 'm');
  assert.is(toStoreError(own, 'write'), own);
});

test('what a native library says of the file system counts as said by it', () => {
  const full = new Error('No space left on device (os error 28)');
  assert.is(toStoreError(full, 'part').code, 'OADS_STORE_FULL');
  assert.ok(isSystemError(full));
  assert.not.ok(isSystemError(new Error('invalid utf-8 sequence')));
  assert.not.ok(isSystemError(new StoreError('OADS_STORE_LOCKED', 'm')));
});

test.run();
