import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConfigError } from '../../../../src/core/errors.ts';
import { parseConnection } from '../../../../src/core/load/postgres/parse-connection.ts';

const test = suite('load/postgres/parse-connection');

/** Without what is undefined. */
function parse(connection: string): unknown {
  return JSON.parse(JSON.stringify(parseConnection(connection)));
}

test('takes a URL apart and decodes its parts', () => {
  assert.equal(parse('postgres://u:p%40ss@db.example.org:5433/my%20db?sslmode=require&options=-c%20search_path%3Da%2Cb%2Bc'), {
    host: 'db.example.org',
    port: 5433,
    user: 'u',
    password: 'p@ss',
    database: 'my db',
    options: '-c search_path=a,b+c',
    tls: { sslmode: 'require' },
  });
  assert.equal(parse('postgresql://'), { tls: {} });
  assert.equal(parse('postgres://h'), { host: 'h', tls: {} });
  assert.equal(parse('postgres://u:a:b@[::1]:1/d'), { host: '::1', port: 1, user: 'u', password: 'a:b', database: 'd', tls: {} });
  assert.equal(parse('postgres://u:p@ss@h/d'), { host: 'h', user: 'u', password: 'p@ss', database: 'd', tls: {} });
  assert.equal(parse('postgres://%2Frun%2Fpostgresql/d'), { host: '/run/postgresql', database: 'd', tls: {} });
  assert.equal(parse('postgres:///d?host=/run/postgresql&port=6000&user=u&password=p%26&dbname=e&application_name=desk'), {
    host: '/run/postgresql',
    port: 6000,
    user: 'u',
    password: 'p&',
    database: 'e',
    applicationName: 'desk',
    tls: {},
  });
  assert.equal(parse('postgres://h/d?sslmode=verify-full&sslrootcert=a.crt&sslcert=b.crt&sslkey=b.key'), {
    host: 'h',
    database: 'd',
    tls: { sslmode: 'verify-full', sslrootcert: 'a.crt', sslcert: 'b.crt', sslkey: 'b.key' },
  });
});

test('a parameter that would have no effect is refused', () => {
  const message = (connection: string) => {
    try {
      parseConnection(connection);
    } catch (thrown) {
      if (thrown instanceof ConfigError && thrown.code === 'OADS_SOURCE_CONNECTION') return `${thrown.message} | ${thrown.hint}`;
    }
    throw new Error(`expected ${connection} to be refused`);
  };
  assert.match(message('postgres://h/d?sslmod=require'), /with the parameters host, .*sslmode, .*, got "sslmod" \| leave it out/);
  assert.match(message('postgres://h/d?connect_timeout=3'), /"connect_timeout" \| `connect_timeout` is an option of the loader/);
  assert.match(message('postgres://h/d?ssl=true'), /got "ssl"/);
  assert.match(message('postgres://h/d?uselibpqcompat=true&sslmode=require'), /got "uselibpqcompat"/);
  assert.match(message('postgres://h/d?=x'), /got another/);
  assert.match(message('postgres://h/d?sslmode=require&sslmode=disable'), /got "sslmode" twice/);
  assert.match(message('postgres://h/d?sslmode='), /a value after sslmode=, got none/);
  assert.match(message('postgres://h/d?port=x'), /a port from 1 to 65535/);
  assert.match(message('postgres://h:65536/d'), /a port from 1 to 65535/);
  assert.match(message('postgres://h:1,i:2/d'), /with one host, got several/);
  assert.match(message('postgres://h:p:w/d'), /percent-encoding/);
  assert.match(message('postgres://%ff/d'), /percent-encoding/);
});

test('a connection that would be misread is refused without being repeated', () => {
  const good = [
    'postgres://u:p@h:5432/d',
    'postgresql://h/d?sslmode=verify-full',
    'postgres://u:p%40%2F%23@h/d',
    'postgres:///d?host=/run/postgresql',
    'postgres://u:a:b@[::1]/d',
  ];
  for (const connection of good) assert.not.throws(() => parseConnection(connection), connection);
  const bad = [
    'host=h password=hunter2',
    'mysql://u:hunter2@h/d',
    'postgres://u:12/hunter2@h/d',
    'postgres://u:12#hunter2@h/d',
    'postgres://u:12?hunter2@h/d',
  ];
  for (const connection of [...bad, 'postgres://u:a@b/hunter2@h/d', 'postgres://u:%hunter2@h/d', 'postgres://u:hunter2 x@h/d', '']) {
    assert.throws(
      () => parseConnection(connection),
      (thrown: unknown) =>
        thrown instanceof ConfigError &&
        !/hunter2/.test(`${thrown.message} ${thrown.hint} ${JSON.stringify(thrown.details)} ${thrown.stack}`),
      connection,
    );
  }
});

test.run();
