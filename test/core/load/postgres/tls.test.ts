import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { OadsError, SourceError } from '../../../../src/core/errors.ts';
import { openSession } from '../../../../src/core/load/postgres/open-session.ts';
import { readCopy } from '../../../../src/core/load/postgres/read-copy.ts';
import { createAuthority } from '../../../support/certificates.ts';
import { scratchDir } from '../../../support/cli.ts';
import { withPostgres } from '../../../support/postgres.ts';
import { switchTlsOn, type TlsServer } from '../../../support/postgres-tls.ts';

const test = suite('load/postgres/tls');
const server = withPostgres(test);

let scratch: Awaited<ReturnType<typeof scratchDir>>;
let tls: TlsServer;
const warnings: string[] = [];
const note = (warning: Error) => warnings.push(warning.message);

test.before(async () => {
  scratch = await scratchDir();
  process.on('warning', note);
  await server().query("create role certified login; create role careful login password 'pw'; create role plain login password 'pw'");
  tls = await switchTlsOn(server(), [
    'hostssl all certified 127.0.0.1/32 cert',
    'hostnossl all careful 127.0.0.1/32 reject',
    'hostssl all plain 127.0.0.1/32 reject',
  ]);
  const own = tls.authority.issue('certified');
  const write = (name: string, text: string) => writeFileSync(path.join(scratch.dir, name), text, { mode: 0o600 });
  write('root.crt', tls.authority.cert);
  write('other.crt', createAuthority('another').cert);
  write('own.crt', own.cert);
  write('own.key', own.key);
});
test.after(async () => {
  process.off('warning', note);
  await scratch.remove();
});

/** What the server says of the session: encrypted or not. */
async function connect(query: string, { host = '127.0.0.1', user = 'careful', env = {} as NodeJS.ProcessEnv } = {}): Promise<boolean> {
  const connection = `postgres://${user}:pw@${host}:${server().port}/postgres?${query}`;
  const session = await openSession({ connection, connectTimeoutMs: 10_000, baseDir: scratch.dir, env });
  try {
    const { rows } = await session.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()', [], 10_000);
    return rows[0][0] as boolean;
  } finally {
    await session.end();
  }
}

async function refusal(query: string, options?: Parameters<typeof connect>[1]): Promise<OadsError> {
  const got = await connect(query, options).catch((thrown: unknown) => thrown);
  if (!(got instanceof OadsError)) throw new Error(`expected ${query} to be refused`, { cause: got });
  assert.not.match(got.message, /\n/);
  if (got instanceof SourceError) assert.is(got.outage, false);
  return got;
}

async function assertRefused(query: string, message: RegExp, options?: Parameters<typeof connect>[1]): Promise<void> {
  const { code, message: got } = await refusal(query, options);
  assert.is(code, 'OADS_SOURCE_TLS', got);
  assert.match(got, message);
}

test('without sslmode, and with prefer, the session is encrypted where the server can, and only there', async () => {
  assert.is(await connect(''), true);
  assert.is(await connect('sslmode=prefer'), true);
  assert.is(await connect('sslmode=prefer', { user: 'plain' }), false);
  assert.is(await connect('', { user: 'plain' }), false);
  await assertRefused('sslmode=disable', /the server wants TLS \(pg_hba.conf rejects .* no encryption\)/);
  assert.is(await connect('sslmode=disable', { user: 'plain' }), false);
});

test('require encrypts and asks for no name, but checks an authority that is given', async () => {
  assert.is(await connect('sslmode=require'), true);
  assert.is(await connect('sslmode=require&sslrootcert=root.crt'), true);
  await assertRefused('sslmode=require&sslrootcert=other.crt', /signed by no authority that is trusted here/);
  assert.is((await refusal('sslmode=require', { user: 'plain' })).code, 'OADS_SOURCE_CREDENTIALS');
});

test('verify-ca checks the authority, verify-full the host, too', async () => {
  assert.is(await connect('sslmode=verify-ca&sslrootcert=root.crt'), true);
  await assertRefused('sslmode=verify-ca&sslrootcert=other.crt', /signed by no authority/);
  assert.is(await connect('sslmode=verify-full&sslrootcert=root.crt', { host: 'localhost' }), true);
  await assertRefused('sslmode=verify-full&sslrootcert=root.crt', /for another host \(Hostname\/IP does not match .*127\.0\.0\.1/);
  await assertRefused('sslmode=verify-full', /signed by no authority/, { host: 'localhost' });
  await assertRefused('sslrootcert=system', /signed by no authority/, { host: 'localhost' });
});

test('nothing in the environment weakens what was asked for', async () => {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    await assertRefused('sslmode=verify-full', /signed by no authority/, { host: 'localhost' });
    await assertRefused('sslmode=verify-ca&sslrootcert=other.crt', /signed by no authority/);
  } finally {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  }
});

test('the PGSSL… variables stand in for what the connection does not say', async () => {
  const env = { PGSSLMODE: 'verify-full', PGSSLROOTCERT: path.join(scratch.dir, 'root.crt') };
  assert.is(await connect('', { host: 'localhost', env }), true);
  await assertRefused('', /another host/, { env });
  assert.is(await connect('sslmode=disable', { user: 'plain', env }), false);
});

test('a client shows its certificate where the server asks for one', async () => {
  assert.is(await connect('sslmode=require&sslcert=own.crt&sslkey=own.key', { user: 'certified' }), true);
  assert.match((await refusal('sslmode=require', { user: 'certified' })).message, /requires a valid client certificate/);
  chmodSync(path.join(scratch.dir, 'own.key'), 0o644);
  const open = await refusal('sslmode=require&sslcert=own.crt&sslkey=own.key', { user: 'certified' });
  chmodSync(path.join(scratch.dir, 'own.key'), 0o600);
  assert.match(open.message, /that only its owner may read as sslkey, got one that others may read: .*own\.key$/);
  assert.match(open.hint ?? '', /^chmod 600 /);
  assert.match((await refusal('sslcert=own.crt')).message, /expected sslkey beside sslcert/);
});

test('a certificate that has run out is refused where it is looked at', async () => {
  await tls.present(tls.authority.issue('localhost', ['localhost'], '20210101000000Z'));
  await assertRefused('sslmode=verify-ca&sslrootcert=root.crt', /out of date \(certificate has expired\)/);
  assert.is(await connect('sslmode=require'), true);
  await tls.present(tls.authority.issue('localhost', ['localhost']));
});

test('rows arrive through TLS as in the clear, and leaving early cancels the query', async () => {
  await server().query('grant pg_monitor to careful');
  const read = (query: string) =>
    readCopy({
      connection: `postgres://careful:pw@127.0.0.1:${server().port}/postgres?sslmode=require`,
      selection: { query, orderBy: ['id'] },
      batchRows: 10_000,
      connectTimeoutMs: 10_000,
      statementTimeoutMs: 60_000,
      lockTimeoutMs: 10_000,
    });
  let rows = 0;
  for await (const batch of read("select g as id, repeat('x', 100) as pad from generate_series(1, 100000) g")) rows += batch.rows;
  assert.is(rows, 100_000);
  // 50 MB: more than all buffers between server and reader hold.
  for await (const batch of read("select g as id, repeat('x', 500) as pad from generate_series(1, 100000) g")) {
    assert.is(batch.rows, 10_000);
    break;
  }
  const sessions = "select pid from pg_stat_activity where application_name = 'oads' and state <> 'idle'";
  for (let attempt = 0; attempt < 1000 && (await server().query(sessions)).length > 0; attempt++);
  assert.equal(await server().query(sessions), []);
});

test('files that are missing or no certificates are named', async () => {
  mkdirSync(path.join(scratch.dir, 'folder'));
  await assertRefused(
    'sslmode=verify-full&sslrootcert=gone.crt',
    /expected a file that can be read as sslrootcert, got ENOENT: .*gone\.crt$/,
  );
  await assertRefused('sslmode=verify-full&sslrootcert=folder', /got EISDIR/);
  await assertRefused('sslmode=verify-full&sslrootcert=own.key', /in PEM format that holds a certificate as sslrootcert, got another/);
});

test('none of this warned on stderr', () => {
  assert.equal(
    warnings.filter((message) => !message.includes('NODE_TLS_REJECT_UNAUTHORIZED')),
    [],
  );
});

test.run();
