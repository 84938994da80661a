import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConfigError, InterruptedError, SourceError } from '../../../../src/core/errors.ts';
import { describeTarget, mapError } from '../../../../src/core/load/postgres/map-error.ts';

const test = suite('load/postgres/map-error');

const TARGET = { host: 'db.example.org', port: 5432, database: 'ops', user: 'reader', password: 'hunter2' };

function map(message: string, code?: string): SourceError {
  const mapped = mapError(Object.assign(new Error(message), { code }), TARGET);
  assert.instance(mapped, SourceError);
  return mapped as SourceError;
}

test('tells an outage from what somebody must change', () => {
  const expected: [string | undefined, string, string, boolean][] = [
    ['ECONNREFUSED', 'connect ECONNREFUSED 10.0.0.1:5432', 'OADS_SOURCE_UNREACHABLE', true],
    ['ECONNREFUSED', '', 'OADS_SOURCE_UNREACHABLE', true],
    ['ENOTFOUND', 'getaddrinfo ENOTFOUND db.example.org', 'OADS_SOURCE_UNREACHABLE', true],
    ['ETIMEDOUT', 'read ETIMEDOUT', 'OADS_SOURCE_UNREACHABLE', true],
    ['ECONNRESET', 'read ECONNRESET', 'OADS_SOURCE_LOST', true],
    ['EPIPE', 'write EPIPE', 'OADS_SOURCE_LOST', true],
    [undefined, 'timeout expired', 'OADS_SOURCE_TIMEOUT', true],
    [undefined, 'Query read timeout', 'OADS_SOURCE_TIMEOUT', true],
    [undefined, 'Connection terminated unexpectedly', 'OADS_SOURCE_LOST', true],
    ['57P01', 'terminating connection due to administrator command', 'OADS_SOURCE_LOST', true],
    ['57P02', 'terminating connection because of crash', 'OADS_SOURCE_LOST', true],
    ['57P03', 'the database system is starting up', 'OADS_SOURCE_BUSY', true],
    ['08006', 'connection failure', 'OADS_SOURCE_LOST', true],
    ['53300', 'sorry, too many clients already', 'OADS_SOURCE_BUSY', true],
    ['57014', 'canceling statement due to statement timeout', 'OADS_SOURCE_STATEMENT_TIMEOUT', true],
    ['55P03', 'canceling statement due to lock timeout', 'OADS_SOURCE_LOCK_TIMEOUT', true],
    ['28P01', 'password authentication failed', 'OADS_SOURCE_CREDENTIALS', false],
    ['28000', 'no pg_hba.conf entry', 'OADS_SOURCE_CREDENTIALS', false],
    [undefined, 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', 'OADS_SOURCE_CREDENTIALS', false],
    ['3D000', 'database "ops" does not exist', 'OADS_SOURCE_DATABASE', false],
    ['42P01', 'relation "x" does not exist', 'OADS_SOURCE_TABLE', false],
    ['42703', 'column "x" does not exist', 'OADS_SOURCE_COLUMN', false],
    ['42501', 'permission denied for table x', 'OADS_SOURCE_PERMISSION', false],
    ['42601', 'syntax error at or near "x"', 'OADS_SOURCE_SYNTAX', false],
    ['22012', 'division by zero', 'OADS_SOURCE_QUERY', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate', 'OADS_SOURCE_TLS', false],
    [undefined, 'The server does not support SSL connections', 'OADS_SOURCE_TLS', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames", 'OADS_SOURCE_TLS', false],
    ['CERT_HAS_EXPIRED', 'certificate has expired', 'OADS_SOURCE_TLS', false],
    ['28000', 'no pg_hba.conf entry for host "h", user "u", database "d", no encryption', 'OADS_SOURCE_TLS', false],
    ['42704', 'unrecognized configuration parameter "x"', 'OADS_SOURCE_QUERY', false],
    ['42883', 'function f() does not exist', 'OADS_SOURCE_QUERY', false],
    [undefined, 'something nobody has seen', 'OADS_SOURCE_LOST', true],
  ];
  for (const [code, message, expectedCode, outage] of expected) {
    const mapped = map(message, code);
    assert.is(mapped.code, expectedCode, message);
    assert.is(mapped.outage, outage, message);
    assert.match(mapped.message, /at db\.example\.org:5432\/ops, got: /);
    assert.not.match(mapped.message, /\n/);
  }
});

test('keeps what the server said, and the cause', () => {
  const mapped = map('column "x" does not exist\n', '42703');
  assert.is(
    mapped.message,
    'expected rows from PostgreSQL at db.example.org:5432/ops, got: there is no such column (column "x" does not exist)',
  );
  assert.ok(mapped.hint);
  assert.is((mapped.cause as Error).message, 'column "x" does not exist\n');
});

test('never repeats the password', () => {
  assert.not.match(map('bad secret hunter2 for reader', '28P01').message, /hunter2/);
});

test('errors of oads pass unchanged', () => {
  for (const own of [new InterruptedError(), new SourceError('OADS_X', 'x'), new ConfigError('OADS_Y', 'y')])
    assert.is(mapError(own, TARGET), own);
});

test('names hosts of every kind', () => {
  assert.is(describeTarget({ ...TARGET, host: '::1' }), '[::1]:5432/ops');
  assert.is(describeTarget({ ...TARGET, host: '/run/postgresql' }), '/run/postgresql/.s.PGSQL.5432/ops');
});

test('with hidden columns, what the server says of a value is not repeated', () => {
  const said = Object.assign(new Error('invalid input syntax for type integer: "078-05-1120"'), { code: '22P02' });
  const open = mapError(said, TARGET);
  assert.match(open.message, /078-05-1120/);
  const hidden = mapError(said, { ...TARGET, hidesValues: true });
  assert.match(hidden.message, /the query failed with SQLSTATE 22P02$/);
  assert.is(hidden.cause, undefined);
  const names = mapError(Object.assign(new Error('column "x" does not exist'), { code: '42703' }), { ...TARGET, hidesValues: true });
  assert.match(names.message, /column "x" does not exist/);
});

test.run();
