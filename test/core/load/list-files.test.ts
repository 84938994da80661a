import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceError } from '../../../src/core/errors.ts';
import { listFiles } from '../../../src/core/load/list-files.ts';

const test = suite('load/list-files');
const base = mkdtempSync(path.join(tmpdir(), 'oads-list-'));
for (const name of ['b.xml', 'a.xml', 'a.xml.gz', '.hidden.xml', 'c(1).txt']) writeFileSync(path.join(base, name), '');
mkdirSync(path.join(base, 'inner.xml'));
test.after(() => rmSync(base, { recursive: true }));

const names = async (named: string | string[]) => (await listFiles(named, base)).map((file) => path.relative(base, file));

test('a file, a directory, a pattern, several in their order', async () => {
  assert.equal(await names('a.xml'), ['a.xml']);
  assert.equal(await names('.'), ['a.xml', 'a.xml.gz', 'b.xml', 'c(1).txt']);
  assert.equal(await names('*.xml'), ['a.xml', 'b.xml']);
  assert.equal(await names('?.xml*'), ['a.xml', 'a.xml.gz', 'b.xml']);
  assert.equal(await names('c(*).txt'), ['c(1).txt']);
  assert.equal(await names(['b.xml', 'a.x*l']), ['b.xml', 'a.xml']);
});

test('what is no file, such as a socket or a pipe, is no file of a directory or pattern', async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(path.join(base, 'b.sock.xml'), done));
  try {
    assert.equal(await names('b*'), ['b.xml']);
  } finally {
    await new Promise((done) => server.close(done));
  }
});

test('what is not there is an outage of the source', async () => {
  for (const named of ['none.xml', 'none/*.xml', '*.csv']) {
    const error = await listFiles(named, base).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.instance(error, SourceError);
    assert.ok((error as SourceError).outage, named);
  }
});

test.run();
