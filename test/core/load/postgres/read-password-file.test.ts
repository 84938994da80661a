import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openSession } from '../../../../src/core/load/postgres/open-session.ts';
import { readPasswordFile } from '../../../../src/core/load/postgres/read-password-file.ts';
import { scratchDir } from '../../../support/cli.ts';
import { withPostgres } from '../../../support/postgres.ts';

const test = suite('load/postgres/read-password-file');
const server = withPostgres(test);

let scratch: Awaited<ReturnType<typeof scratchDir>>;
let file: string;
test.before(async () => {
  scratch = await scratchDir();
  file = path.join(scratch.dir, '.pgpass');
});
test.after(() => scratch.remove());

const WANTED = { host: 'h', port: 5432, database: 'd', user: 'u' };

function write(...lines: string[]): void {
  writeFileSync(file, `${lines.join('\n')}\n`);
  chmodSync(file, 0o600);
}

test('the first line that matches counts, with * for any and \\ before : and \\', async () => {
  write('# h:5432:d:u:comment', 'short:line', 'h:5432:other:u:1', 'h:5432:d:u:a\\:b\\\\c:d', '*:*:*:*:2');
  assert.is(await readPasswordFile(file, WANTED), 'a:b\\c:d');
  assert.is(await readPasswordFile(file, { ...WANTED, port: 1 }), '2');
  write('a\\:b:*:*:*:3', 'localhost:*:*:*:4');
  assert.is(await readPasswordFile(file, { ...WANTED, host: 'a:b' }), '3');
  assert.is(await readPasswordFile(file, { ...WANTED, host: '/run/postgresql' }), '4');
  assert.is(await readPasswordFile(file, WANTED), undefined);
});

test('a file that is not there, or that others may read, counts for nothing', async () => {
  assert.is(await readPasswordFile(path.join(scratch.dir, 'gone'), WANTED), undefined);
  assert.is(await readPasswordFile(scratch.dir, WANTED), undefined);
  write('*:*:*:*:2');
  chmodSync(file, 0o644);
  assert.is(await readPasswordFile(file, WANTED), undefined);
});

test('a session opens with it, and without a warning on stderr', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  const { user, port, password } = server();
  write(`127.0.0.1:${port}:postgres:${user}:${password}`);
  const connection = `postgres://${user}@127.0.0.1:${port}/postgres`;
  const session = await openSession({ connection, connectTimeoutMs: 10_000, env: { PGPASSFILE: file } });
  await session.end();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', note);
  assert.equal(warnings, []);
});

test.run();
