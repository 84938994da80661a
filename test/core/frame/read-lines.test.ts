import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceError } from '../../../src/core/errors.ts';
import { readLines } from '../../../src/core/frame/read/read-lines.ts';
import { readWhole } from '../../../src/core/frame/read/read-whole.ts';

const test = suite('frame/read-lines');
const base = mkdtempSync(path.join(tmpdir(), 'oads-lines-'));
test.after(() => rmSync(base, { recursive: true }));

async function linesOf(content: string | Buffer, options = {}): Promise<string[]> {
  const file = path.join(base, 'lines');
  writeFileSync(file, content);
  const all: string[] = [];
  for await (const { first, lines } of readLines(file, options)) {
    assert.is(first, all.length + 1);
    for (const line of lines) all.push(line);
  }
  return all;
}

async function errorOf(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, SourceError);
  return error as SourceError;
}

test('lines end with LF, CR LF or CR, the last one with nothing, too', async () => {
  assert.equal(await linesOf('a\nb\r\nc\rd'), ['a', 'b', 'c', 'd']);
  assert.equal(await linesOf('a\n\n'), ['a', '']);
  assert.equal(await linesOf('a\r'), ['a']);
  assert.equal(await linesOf(''), []);
  assert.equal(await linesOf('\u{feff}é\n'), ['é']);
  assert.equal(await linesOf(gzipSync('a\nb\n')), ['a', 'b']);
  assert.equal(await linesOf(Buffer.from([0xe9, 0x0a]), { encoding: 'latin1' }), ['é']);
});

test('lines that cross the chunks of the file are whole', async () => {
  const lines = Array.from({ length: 300_000 }, (_, index) => `line ${index} ${'x'.repeat(index % 40)}`);
  assert.equal(await linesOf(lines.join('\r\n')), lines);
});

test('a line beyond the limit, and a file beyond its, are refused', async () => {
  const error = await errorOf(linesOf(`a\n${'b'.repeat(11)}\n`, { maxLineBytes: 10 }));
  assert.match(error.message, /line 2: expected at most 10 bytes/);
  await errorOf(linesOf('b'.repeat(12), { maxLineBytes: 10 }));
  assert.equal(await linesOf('b'.repeat(10), { maxLineBytes: 10 }), ['b'.repeat(10)]);
  const file = path.join(base, 'bomb.gz');
  writeFileSync(file, gzipSync(Buffer.alloc(5_000_000)));
  assert.is((await errorOf(readWhole(file, { maxBytes: 1_000_000 }))).code, 'OADS_SOURCE_TOO_LARGE');
  assert.is((await readWhole(file)).length, 5_000_000);
});

test.run();
