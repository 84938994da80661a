import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConfigError } from '../../../../src/core/errors.ts';
import type { TlsParameters } from '../../../../src/core/load/postgres/parse-connection.ts';
import { planTls } from '../../../../src/core/load/postgres/plan-tls.ts';
import { createAuthority } from '../../../support/certificates.ts';
import { scratchDir } from '../../../support/cli.ts';

const test = suite('load/postgres/plan-tls');

let scratch: Awaited<ReturnType<typeof scratchDir>>;
test.before(async () => {
  scratch = await scratchDir();
});
test.after(() => scratch.remove());

/** What is tried: `clear`, or what is verified, `+` where the host is, too. */
async function plan(given: TlsParameters, { home = '/nowhere', env = {} } = {}): Promise<string> {
  const attempts = await planTls(given, { baseDir: scratch.dir, home, env });
  return attempts
    .map((attempt) => {
      if (attempt === false) return 'clear';
      const checks = attempt.rejectUnauthorized ? (attempt.ca ? 'given' : 'public') : 'nothing';
      return `${checks}${attempt.rejectUnauthorized && !attempt.checkServerIdentity ? '+' : ''}`;
    })
    .join(', ');
}

test('sslmode means what it means to libpq', async () => {
  writeFileSync(path.join(scratch.dir, 'root.crt'), createAuthority().cert);
  const sslrootcert = 'root.crt';
  assert.is(await plan({}), 'nothing, clear');
  assert.is(await plan({ sslmode: 'disable' }), 'clear');
  assert.is(await plan({ sslmode: 'prefer', sslrootcert }), 'nothing, clear');
  assert.is(await plan({ sslmode: 'require' }), 'nothing');
  assert.is(await plan({ sslmode: 'require', sslrootcert }), 'given');
  assert.is(await plan({ sslmode: 'verify-ca', sslrootcert }), 'given');
  assert.is(await plan({ sslmode: 'verify-full', sslrootcert }), 'given+');
  assert.is(await plan({ sslmode: 'verify-full' }), 'public+');
  assert.is(await plan({ sslrootcert: 'system' }), 'public+');
});

test('the usual root file of libpq counts, unless another is given', async () => {
  mkdirSync(path.join(scratch.dir, '.postgresql'));
  writeFileSync(path.join(scratch.dir, '.postgresql', 'root.crt'), createAuthority().cert);
  const home = scratch.dir;
  assert.is(await plan({ sslmode: 'require' }, { home }), 'given');
  assert.is(await plan({ sslmode: 'verify-full' }, { home }), 'given+');
  assert.is(await plan({ sslrootcert: 'system' }, { home }), 'public+');
  assert.is(await plan({}, { home, env: { PGSSLROOTCERT: 'system' } }), 'public+');
});

test('what cannot be meant is refused', async () => {
  for (const [given, message] of [
    [{ sslmode: 'requrie' }, /one of disable, prefer, require, verify-ca, verify-full, got "requrie"/],
    [{ sslmode: 'allow' }, /got "allow"/],
    [{ sslmode: 'no-verify' }, /got "no-verify"/],
    [{ sslmode: 'verify-ca' }, /expected sslrootcert=FILE with sslmode=verify-ca/],
    [{ sslmode: 'require', sslrootcert: 'system' }, /expected sslmode=verify-full with sslrootcert=system, got require/],
    [{ sslkey: 'own.key' }, /expected sslcert beside sslkey/],
  ] as const) {
    const thrown = await plan(given).catch((error: unknown) => error);
    assert.instance(thrown, ConfigError);
    assert.match((thrown as ConfigError).message, message);
  }
  const thrown = await plan({}, { env: { PGSSLMODE: 'on' } }).catch((error: unknown) => error);
  assert.match(String(thrown), /got "on"/);
});

test('a key with a passphrase is refused, as nobody is there to type it', async () => {
  writeFileSync(path.join(scratch.dir, 'own.crt'), createAuthority().cert);
  writeFileSync(path.join(scratch.dir, 'own.key'), '-----BEGIN ENCRYPTED PRIVATE KEY-----\n', { mode: 0o600 });
  const thrown = await plan({ sslcert: 'own.crt', sslkey: 'own.key' }).catch((error: unknown) => error);
  assert.match(String(thrown), /without a passphrase as sslkey, got an encrypted one/);
});

test.run();
