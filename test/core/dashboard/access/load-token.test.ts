import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadToken, type TokenPlaces } from '../../../../src/core/dashboard/access/load-token.ts';
import { readSecretFile } from '../../../../src/core/dashboard/access/read-secret-file.ts';
import { loadTls } from '../../../../src/core/dashboard/connection/load-tls.ts';
import { UsageError } from '../../../../src/core/errors.ts';

const test = suite('dashboard/access/load-token');
let dir: string;
test.before(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'oads-token-'));
});
test.after(() => rm(dir, { recursive: true, force: true }));

const TOKEN = '0123456789abcdef';

async function file(text: string | Buffer, mode = 0o600): Promise<string> {
  const name = path.join(dir, `token-${mode.toString(8)}`);
  await rm(name, { force: true });
  await writeFile(name, text);
  await chmod(name, mode);
  return name;
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, UsageError);
  assert.is((error as UsageError).exitCode, 2);
  return `${(error as UsageError).message} (${(error as UsageError).hint})`;
}
const refused = (places: TokenPlaces) => refusalOf(loadToken(places));

test('the flag counts before the variable, and that before the config', async () => {
  const config = await file(`  ${TOKEN}config\n`, 0o400);
  const flag = await file(`${TOKEN}flag\r\n`);
  assert.is(await loadToken({}), null);
  assert.is(await loadToken({ config }), `${TOKEN}config`);
  assert.is(await loadToken({ config, variable: `${TOKEN}variable` }), `${TOKEN}variable`);
  assert.is(await loadToken({ config, variable: 'bad', flag }), `${TOKEN}flag`);
});

test('a token that is too short, too long or no plain text is refused, and never shown', async () => {
  for (const [text, why] of [
    ['', '16 to 4096 characters in OADS_TOKEN, got 0'],
    ['fifteen-letters', '16 to 4096 characters in OADS_TOKEN, got 15'],
    ['x'.repeat(4097), 'got 4097'],
    ['sixteen letters and spaces', 'printable ASCII'],
    ['sixteen-létters-x', 'printable ASCII'],
  ]) {
    const message = await refused({ variable: text });
    assert.match(message, why);
    assert.match(message, 'openssl rand -hex 32');
    if (text !== '') assert.not.match(message, text);
  }
  assert.match(await refused({ flag: await file('short\n') }), /16 to 4096 characters in .*token-600, got 5/);
  assert.match(await refused({ flag: await file(Buffer.alloc(70_000, 'x')) }), 'at most 65536 bytes');
});

test('a file that others can read is refused, with what to do', async () => {
  if (process.getuid === undefined) return;
  for (const mode of [0o644, 0o640, 0o604, 0o660, 0o620]) {
    const message = await refused({ flag: await file(TOKEN, mode) });
    assert.match(message, `no other user can read the token`);
    assert.match(message, `got mode 0${mode.toString(8)} (chmod 600 `);
    assert.not.match(message, TOKEN);
  }
});

test("root's file may be shared with a service's group, by a service that is not root", async () => {
  if (process.getuid?.() !== 0) return; // only root can make such a file
  const name = await file(TOKEN, 0o640);
  assert.is(await readSecretFile(name, 'token', 1000), TOKEN);
  await chmod(name, 0o644);
  assert.match(await refusalOf(readSecretFile(name, 'token', 1000)), 'got mode 0644');
});

test('a file that is not there, or a directory, is refused', async () => {
  assert.match(await refused({ flag: path.join(dir, 'missing') }), 'expected a readable file with the token, got ENOENT');
  assert.match(await refused({ config: dir }), /token: expected a file, got a directory|a readable file/);
});

test('a pipe is refused at once, and never waited for', async () => {
  if (process.platform === 'win32') return;
  const pipe = path.join(dir, 'pipe');
  execFileSync('mkfifo', ['-m', '600', pipe]);
  assert.match(await refused({ flag: pipe }), /^token: expected a file, got a pipe: .*pipe \(name a file/);
  assert.match(await refused({ flag: '/dev/zero' }), 'expected a file, got a device');
  assert.match(await refusalOf(loadTls({ cert: pipe, key: pipe })), 'certificate: expected a file, got a pipe');
});

test('a certificate has a size', async () => {
  const cert = await file(Buffer.alloc(70_000, 'x'));
  assert.match(await refusalOf(loadTls({ cert, key: cert })), 'certificate: expected at most 65536 bytes');
});

test.run();
