import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CsvRowWriter, createCellWriter, encodeField } from '../../../src/core/score/csv-row-writer.ts';
import { makeBatch } from '../check/make-batch.ts';
import { parseCsv } from './parse-csv.ts';

const test = suite('score/csv-quoting');

let dir: string;
test.before.each(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'oads-csv-'));
});
test.after.each(() => rm(dir, { recursive: true }));

async function written(write: (writer: CsvRowWriter) => void | Promise<void>): Promise<string> {
  const name = path.join(dir, 'rows.csv');
  const file = await open(name, 'w');
  try {
    const writer = new CsvRowWriter(file);
    await write(writer);
    await writer.flush(true);
  } finally {
    await file.close();
  }
  return readFile(name, 'utf8');
}

const encoded = (text: string) => Buffer.from(encodeField(text)).toString('utf8');

test('quotes where RFC 4180 asks for it, and where readers trim', () => {
  const cases = {
    plain: 'plain',
    'a,b': '"a,b"',
    'say "x"': '"say ""x"""',
    'a\nb': '"a\nb"',
    'a\rb': '"a\rb"',
    ' a': '" a"',
    'a ': '"a "',
    'ü;|': 'ü;|',
    '': '',
  };
  for (const [text, expected] of Object.entries(cases)) assert.is(encoded(text), expected);
});

test('property: any text comes back', async () => {
  // The first field of a row is never empty here: a row of one empty field reads as no field.
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'ü', '\u{1F6E9}', "'", ';') });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }), async (rows) => {
      const text = await written((writer) => {
        for (const row of rows) {
          for (const value of row) writer.encoded(encodeField(value));
          writer.endRow();
        }
      });
      assert.equal(parseCsv(text), rows);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('cells of every type, nulls empty', async () => {
  const batch = makeBatch({
    'i:integer': [9_007_199_254_740_993n, null],
    'n:number': [-0.1, NaN],
    'b:boolean': [true, null],
    't:text': ['a,"b"', null],
    'd:date': ['2001-06-30', null],
    'z:timestamp': ['1969-12-31T23:59:59.5Z', null],
  });
  const cells = batch.schema.map(({ name }) => createCellWriter(batch.column(name)));
  const text = await written((writer) => {
    for (let row = 0; row < 2; row++) {
      for (const write of cells) write(writer, row);
      writer.endRow();
    }
  });
  assert.equal(parseCsv(text), [
    ['9007199254740993', '-0.1', 'true', 'a,"b"', '2001-06-30', '1969-12-31T23:59:59.500Z'],
    ['', '', '', '', '', ''],
  ]);
});

test('a row longer than the buffer, and many flushes, lose nothing', async () => {
  const long = 'x'.repeat(3_000_000);
  const text = await written(async (writer) => {
    writer.encoded(encodeField(long));
    writer.plain('1');
    writer.endRow();
    for (let row = 0; row < 50; row++) {
      writer.plain(String(row));
      writer.plain('');
      writer.endRow();
      await writer.flush(row % 7 === 0);
    }
  });
  assert.equal(parseCsv(text), [[long, '1'], ...Array.from({ length: 50 }, (_, row) => [String(row), ''])]);
});

test('flush waits until it is worth it, unless it must be all', async () => {
  await written(async (writer) => {
    writer.plain('1');
    writer.endRow();
    await writer.flush();
    assert.is(writer.buffered, 2);
    assert.is((await stat(path.join(dir, 'rows.csv'))).size, 0);
    await writer.flush(true);
    assert.is(writer.buffered, 0);
  });
});

test.run();
