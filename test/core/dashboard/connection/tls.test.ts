import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { judgeValidity, loadTls, type Tls } from '../../../../src/core/dashboard/connection/load-tls.ts';
import { createApp } from '../../../../src/core/dashboard/create-app.ts';
import { type RunningServer, startServer } from '../../../../src/core/dashboard/start-server.ts';
import { UsageError } from '../../../../src/core/errors.ts';
import { createAuthority } from '../../../support/certificates.ts';

const test = suite('dashboard/connection/tls');
const authority = createAuthority();
let dir: string;
let server: RunningServer | undefined;

test.before(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'oads-tls-'));
});
test.after.each(async () => {
  await server?.close();
  server = undefined;
});
test.after(() => rm(dir, { recursive: true, force: true }));

async function write(pair: Tls, mode = 0o600): Promise<Tls> {
  const files = { cert: path.join(dir, 'cert.pem'), key: path.join(dir, 'key.pem') };
  await writeFile(files.cert, pair.cert);
  await writeFile(files.key, pair.key);
  await chmod(files.key, mode);
  return files;
}

async function refusalOf(files: Tls): Promise<string> {
  const error = await loadTls(files).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, UsageError);
  return (error as UsageError).message;
}

const silent = { warn: () => {}, error: () => {} };

async function serve(): Promise<{ get(target: string): Promise<{ status: number; headers: Record<string, unknown> }>; port: number }> {
  const tls = await loadTls(await write(authority.issue('localhost', ['localhost'])));
  const running = await startServer(createApp({ artifactsDir: dir, log: silent, token: 'a-token-of-the-tests' }), { tls, graceMs: 1 });
  server = running;
  const { port } = running;
  const get = (target: string) =>
    new Promise<{ status: number; headers: Record<string, unknown> }>((resolve, reject) => {
      const sent = request({ host: 'localhost', port, path: target, ca: authority.cert, agent: false }, (res) => {
        res.resume();
        res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers }));
      });
      sent.on('error', reject);
      sent.end();
    });
  return { get, port };
}

test('a client that trusts the authority is answered, and told to stay with TLS, on errors too', async () => {
  const { get } = await serve();
  assert.match(server?.url ?? '', /^https:\/\/127\.0\.0\.1:\d+$/);
  for (const [target, status] of [
    ['/health/live', 200],
    ['/health', 401],
    [`/${'x'.repeat(5000)}`, 414],
  ] as const) {
    const answer = await get(target);
    assert.equal([answer.status, answer.headers['strict-transport-security']], [status, 'max-age=31536000'], target);
  }
});

test('older versions of TLS are not spoken', async () => {
  const { port } = await serve();
  const speak = (maxVersion: 'TLSv1.1' | 'TLSv1.2') =>
    new Promise<string | null>((resolve, reject) => {
      const socket = connect(
        { port, host: 'localhost', ca: authority.cert, minVersion: 'TLSv1', maxVersion, ciphers: 'DEFAULT:@SECLEVEL=0' },
        () => {
          resolve(socket.getProtocol());
          socket.destroy();
        },
      );
      socket.on('error', reject);
    });
  assert.is(await speak('TLSv1.2'), 'TLSv1.2');
  const error = await speak('TLSv1.1').then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, Error);
});

test('a connection that never shakes hands does not hold up the others, nor the stop', async () => {
  const { get, port } = await serve();
  const { connect: dial } = await import('node:net');
  const idle = dial({ port, host: '127.0.0.1' });
  await new Promise((resolve) => idle.once('connect', resolve));
  idle.on('error', () => {});
  assert.is((await get('/health/live')).status, 200);
  const ended = new Promise((resolve) => idle.once('close', resolve));
  await server?.close();
  await ended;
});

test('files that cannot be used are refused at the start, each with why', async () => {
  const pair = authority.issue('localhost', ['localhost']);
  const files = await write(pair);
  assert.match(await refusalOf({ ...files, cert: path.join(dir, 'missing') }), 'expected a readable certificate, got ENOENT');
  assert.match(await refusalOf({ ...files, key: path.join(dir, 'missing') }), 'expected a readable file with the TLS key, got ENOENT');
  assert.match(await refusalOf(await write({ ...pair, cert: 'nonsense' })), 'expected a certificate in PEM in ');
  assert.match(await refusalOf(await write({ ...pair, key: 'nonsense' })), 'expected a private key in PEM, without a passphrase, in ');
  const other = authority.issue('localhost', ['localhost']);
  assert.match(await refusalOf(await write({ cert: pair.cert, key: other.key })), 'expected the key of the certificate ');
  if (process.getuid !== undefined) assert.match(await refusalOf(await write(pair, 0o644)), 'no other user can read the TLS key');
});

test('a certificate that is out of date is served, with a warning', () => {
  const old = authority.issue('localhost', ['localhost'], '20251231235959Z');
  assert.is(
    judgeValidity(old, new Date('2026-03-01T08:00:00Z')),
    'the TLS certificate is no longer valid: it ended 2025-12-31T23:59:59.000Z',
  );
  assert.is(
    judgeValidity(old, new Date('2019-03-01T08:00:00Z')),
    'the TLS certificate is not valid yet: it begins 2020-01-01T00:00:00.000Z',
  );
  assert.is(judgeValidity(old, new Date('2025-03-01T08:00:00Z')), null);
});

test.run();
