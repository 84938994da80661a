import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { InterruptedError, SourceError } from '../../../../src/core/errors.ts';
import type { Batch } from '../../../../src/core/frame/batch.ts';
import { cellAt } from '../../../../src/core/frame/cell.ts';
import { readCsv } from '../../../../src/core/frame/read/read-csv.ts';
import type { FindHeader, ReadOptions } from '../../../../src/core/frame/read/read-options.ts';
import type { Schema } from '../../../../src/core/frame/types.ts';

const test = suite('frame/read-csv');

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(
  content: string | Buffer,
  options: Partial<ReadOptions> = {},
  chunkBytes = 1 << 20,
  sniffedBytes?: number,
): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of readCsv('a.csv', inChunks(Buffer.from(content), chunkBytes), { batchRows: 1000, ...options }, sniffedBytes))
    batches.push(batch);
  return batches;
}

function rowsOf(batches: Batch[]): unknown[][] {
  return batches.flatMap((batch) =>
    Array.from({ length: batch.rows }, (_, row) => batch.schema.map(({ name }) => cellAt(batch.column(name), row))),
  );
}

function typesOf([batch]: Batch[]): string {
  return batch.schema.map(({ name, type }) => `${name}:${type}`).join(' ');
}

async function failure(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.then(
    () => undefined,
    (thrown) => thrown,
  );
  assert.instance(error, SourceError);
  assert.not.match(error.message, /\n/);
  return error;
}

const contractOf = (columns: Record<string, Schema[number]['type']>): Schema =>
  Object.entries(columns).map(([name, type]) => ({ name, type }));

test('guesses types from the values', async () => {
  const text =
    'i,n,b,d,t,s,z,code,long,nothing\n1,1.5,true,2024-01-01,2024-01-01T10:00:00Z,a,NaN,007,12345678901234567890,\n-2,,FALSE,,2024-01-02,b,2,1,1,\n';
  const batches = await read(text);
  assert.is(typesOf(batches), 'i:integer n:number b:boolean d:date t:timestamp s:text z:number code:text long:text nothing:text');
  assert.equal(rowsOf(batches), [
    [1, 1.5, true, '2024-01-01', '2024-01-01T10:00:00Z', 'a', null, '007', '12345678901234567890', null],
    [-2, null, false, null, '2024-01-02T00:00:00Z', 'b', 2, '1', '1', null],
  ]);
});

for (const [name, end] of Object.entries({ LF: '\n', CRLF: '\r\n', CR: '\r' })) {
  test(`line ends: ${name}, with and without the last one`, async () => {
    const text = ['a,b', '1,"x', 'y"', '2,z'].join(end);
    for (const content of [text, text + end]) {
      assert.equal(rowsOf(await read(content)), [
        [1, `x${end}y`],
        [2, 'z'],
      ]);
    }
  });
}

for (const delimiter of [',', ';', '\t', '|']) {
  test(`finds the delimiter ${JSON.stringify(delimiter)}`, async () => {
    const text = ['a b', 'c,d;e', 'x'].map((cell) => `"${cell}"`).join(delimiter);
    const batches = await read(`${['one', 'two', 'three'].join(delimiter)}\n${text}\n`);
    assert.equal(rowsOf(batches), [['a b', 'c,d;e', 'x']]);
  });
}

test('a decimal comma does not make a comma file', async () => {
  assert.equal(rowsOf(await read('a;b\n1,5;x\n2,5;y\n')), [
    ['1,5', 'x'],
    ['2,5', 'y'],
  ]);
});

test('a byte order mark is no part of the first name', async () => {
  assert.is(typesOf(await read('\ufeffa,b\n1,2\n')), 'a:integer b:integer');
});

test('an empty cell is null, a quoted one is empty text', async () => {
  const batches = await read('a,b\n,""\n"",\n', { contract: contractOf({ a: 'text', b: 'text' }) });
  assert.equal(rowsOf(batches), [
    [null, ''],
    ['', null],
  ]);
});

test('quotes: doubled, and plain inside an unquoted cell; equal texts share a code', async () => {
  const batches = await read('a,b\n"x""y",1\nx"y,2\n');
  assert.equal(rowsOf(batches), [
    ['x"y', 1],
    ['x"y', 2],
  ]);
  assert.equal(batches[0].text('a').dictionary, ['x"y']);
});

test('empty lines are skipped, but in a file of one column they are nulls', async () => {
  assert.equal(rowsOf(await read('\na,b\n\n1,2\n\n\n3,4\n\n')).length, 2);
  assert.equal(rowsOf(await read('a\n1\n\n3\n')), [[1], [null], [3]]);
});

test('a CRLF that is cut in two is one line end', async () => {
  for (const size of [1, 2, 3]) {
    assert.equal(rowsOf(await read('a\r\n1\r\n\r\n3\r\n', {}, size, 1)), [[1], [null], [3]]);
    assert.match((await failure(read('a,b\r\n1,2\r\n1\r\n', {}, size, 3))).message, /line 3:/);
  }
});

test('a quote inside a cell does not hide the delimiters after it', async () => {
  const text = `a;b\n${'5" pipe;1,5\n6;2\n'.repeat(3)}`;
  assert.equal(rowsOf(await read(text)).slice(0, 2), [
    ['5" pipe', '1,5'],
    ['6', '2'],
  ]);
});

test('batches have running offsets, whatever the size of the reads', async () => {
  const text = `a,b\n${Array.from({ length: 25 }, (_, row) => `${row},"r\n${row}"`).join('\n')}`;
  const batches = await read(text, { batchRows: 10 }, 7, 4);
  assert.equal(
    batches.map(({ offset, rows }) => [offset, rows]),
    [
      [0, 10],
      [10, 10],
      [20, 5],
    ],
  );
  assert.equal(rowsOf(batches)[24], [24, 'r\n24']);
});

test('a header alone gives one batch of no rows', async () => {
  for (const text of ['a,b', 'a,b\r\n']) {
    const batches = await read(text);
    assert.is(batches.length, 1);
    assert.is(batches[0].rows, 0);
    assert.is(typesOf(batches), 'a:text b:text');
  }
  assert.is(typesOf(await read('a,b', { contract: contractOf({ b: 'number' }) })), 'a:text b:number');
});

test('contract columns come typed, or as text where a cell does not read', async () => {
  const contract = contractOf({ a: 'number', b: 'integer', t: 'timestamp' });
  const batches = await read('b,a,t,x\n1,1,2024-01-01,5\n2, 2.5 ,2024-01-02 10:00,6\n', { contract });
  assert.is(typesOf(batches), 'b:integer a:number t:timestamp x:integer');
  assert.is(typesOf(await read('b,a,t,x\n1,1,2024-01-01,5\n2,n/a,yesterday,6\n', { contract })), 'b:integer a:text t:text x:integer');
});

test('a value that does not read as the guessed type is refused with its line', async () => {
  const cases: [string, RegExp][] = [
    ['a,b\n1,x\n2,"y\nz"\n\n3,w\nthree,v\n', /^a\.csv: line 7: expected integer in column "a", as guessed .*, got "three"$/],
    ['a,b\r\n1,x\r\n2,y\r\n4.5,z\r\n', /line 4: expected integer .* got "4.5"$/],
    [
      'b,a\nx,2024-01-01\nx,2024-01-02\nx,2024-01-03\nx,2024-01-04T10:00\n',
      /line 5: expected date in column "a".* got "2024-01-04T10:00"$/,
    ],
    ['a\n1.5\n1e400\n', /line 3: expected number .* got "1e400"$/],
    [`a\ntrue\nfalse\n"${'x'.repeat(500)}\n"`, /line 4: expected boolean .* got "x{79}…$/],
  ];
  for (const [text, message] of cases) {
    const error = await failure(read(text, { batchRows: 2 }));
    assert.is(error.code, 'OADS_COLUMN_TYPE');
    assert.match(error.message, message);
    assert.match(error.hint ?? '', /contract/);
  }
  const hidden = await read('a,b\n007,x\n7,y\n4.5,z\n', { batchRows: 2, hides: (name) => name === 'a' });
  assert.equal(
    rowsOf(hidden).map(([a]) => a),
    ['007', '7', '4.5'],
    'a hidden column is text: no guess, no misfit, no message',
  );
  const fine = await read('d,n\n2024-01-01,1\n2024-01-02,2\n2024-01-03T00:00Z, 3 \n,\n', { batchRows: 2 });
  assert.is(typesOf(fine.slice(1)), 'd:date n:integer');
  assert.equal(rowsOf(fine).slice(2), [
    ['2024-01-03', 3],
    [null, null],
  ]);
});

test('columns: a projection in the order asked for', async () => {
  assert.is(typesOf(await read('a,b,c\n1,2,3\n', { columns: ['c', 'a'] })), 'c:integer a:integer');
  const error = await failure(read('a,b\n1,2\n', { columns: ['nope'] }));
  assert.is(error.code, 'OADS_COLUMN_MISSING');
  assert.match(error.message, /^a\.csv: .*"nope".*a, b/);
});

test('a record of another width is refused with its line', async () => {
  assert.match((await failure(read('a,b\n1,2\n"x\ny",2\n1\n'))).message, /^a\.csv: line 5: expected 2 cells .* got 1$/);
  assert.match((await failure(read('a,b\r\n1,2\r\n1,2,3\r\n'))).message, /line 3: expected 2 cells .* got 3/);
});

test('text after a closing quote and a quote that is never closed are refused with the line', async () => {
  assert.match((await failure(read('a,b\n1,"x"y\n'))).message, /line 2: expected a delimiter after a closing quote/);
  assert.match((await failure(read('a,b\n1,2\n1,"x\n\n'))).message, /line 3: expected a closing quote/);
});

test('a name that is missing or there twice is refused', async () => {
  assert.match((await failure(read('a,,c\n1,2,3\n'))).message, /column 2: expected a name/);
  assert.match((await failure(read('a,b,a\n1,2,3\n'))).message, /"a" twice/);
});

test('bytes that are not UTF-8 are refused with their line', async () => {
  const bytes = Buffer.concat([Buffer.from('a,b\n1,"ü\n'), Buffer.from('ü"\n2,'), Buffer.from([0xe9]), Buffer.from('\n')]);
  assert.match((await failure(read(bytes))).message, /line 4: expected UTF-8/);
  assert.match((await failure(read(Buffer.from([0x61, 0xff, 0x2c, 0x62, 0x0a])))).message, /line 1: expected UTF-8/);
});

test('a zero byte is refused with its line, wherever it is; control characters as names are', async () => {
  assert.match((await failure(read('a,b\n1,2\n3,x\0y\n'))).message, /line 3: expected UTF-8, got a zero byte$/);
  assert.match((await failure(read('a,b\n1,2\n\0\0\n', {}, 4, 4))).message, /line 3: /);
  assert.match((await failure(read('a\u0004,b\n1,2\n'))).message, /column 1: expected a name in the header, got binary data$/);
  assert.is(typesOf(await read('"a\nb",c\n1,2\n')), 'a\nb:integer c:integer');
});

test('a last line without its end is read, and remarked on', async () => {
  for (const [text, count] of [
    ['a,b\n1,2\n3,4', 1],
    ['a,b\n1,2\n3,4\n', 0],
    ['a,b\r1,2\r3,4\r', 0],
    ['a,b', 0],
  ] as const) {
    for (const batchRows of [1, 2, 100]) {
      const warnings: string[] = [];
      await read(text, { batchRows, warn: (message) => warnings.push(message) });
      assert.is(warnings.length, count, text);
      if (count > 0) assert.match(warnings[0], /^a\.csv: the last line, 3, has no line end/);
    }
  }
});

test('a message lists no more than some names, and none too long', async () => {
  const names = Array.from({ length: 500 }, (_, index) => `c${index}`);
  const error = await failure(read(`${names.join(',')}\n`, { columns: ['nope'] }));
  assert.match(error.message, /got c0, c1, .*, c19 and 480 more$/);
  assert.match((await failure(read(`${'x'.repeat(1e5)},b\n`, { columns: ['nope'] }))).message, /got x{60}…, b$/);
});

test('an empty file is refused', async () => {
  for (const text of ['', '\n\n', '\ufeff', ' ', ' \n\t\n']) assert.is((await failure(read(text))).code, 'OADS_SOURCE_EMPTY');
});

test('stops when asked to', async () => {
  const controller = new AbortController();
  const batches = readCsv('a.csv', inChunks(Buffer.from('a\n1\n2\n3\n'), 2), { batchRows: 1, signal: controller.signal });
  await batches.next();
  controller.abort();
  const error = await batches.next().catch((thrown) => thrown);
  assert.instance(error, InterruptedError);
});

test('many distinct texts of a column, long and short, keep their rows', async () => {
  const texts = Array.from({ length: 3000 }, (_, row) => (row % 3 === 0 ? `värde-${row}-${'x'.repeat(row % 50)}` : `t${row % 700}`));
  assert.equal(
    rowsOf(await read(`a,b\n${texts.map((text) => `${text},1`).join('\n')}`, { batchRows: 5000 })).map(([text]) => text),
    texts,
  );
});

/** Cells with everything that matters to a parser of CSV. */
const cell = fc.oneof(
  fc.constant(null),
  fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\t', '|', '\n', '\r', ' ', 'é', '😀', '1'), maxLength: 6 }),
);
const table = fc
  .tuple(
    fc.integer({ min: 2, max: 4 }),
    fc.constantFrom(',', ';', '\t', '|'),
    fc.constantFrom('\n', '\r\n', '\r'),
    fc.boolean(),
    fc.boolean(),
  )
  .chain(([width, delimiter, end, lastEnd, quoteAll]) =>
    fc.record({
      rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 8 }),
      width: fc.constant(width),
      delimiter: fc.constant(delimiter),
      end: fc.constant(end),
      lastEnd: fc.constant(lastEnd),
      quoteAll: fc.constant(quoteAll),
      chunkBytes: fc.integer({ min: 1, max: 40 }),
      batchRows: fc.integer({ min: 1, max: 5 }),
    }),
  );

test('what a writer of CSV wrote reads back to the same cells, for any chunks', async () => {
  await fc.assert(
    fc.asyncProperty(table, async ({ rows, width, delimiter, end, lastEnd, quoteAll, chunkBytes, batchRows }) => {
      const write = (text: string | null) => {
        if (text === null) return '';
        return quoteAll || text === '' || /[",;\t|\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
      };
      const header = Array.from({ length: width }, (_, index) => `name${index}`);
      const content = [header, ...rows].map((row) => row.map(write).join(delimiter)).join(end) + (lastEnd ? end : '');
      const contract: Schema = header.map((name) => ({ name, type: 'text' }));
      // No more than the header is read ahead, so that every later byte is met at the end of a chunk once.
      const batches = await read(content, { contract, batchRows }, chunkBytes, header.join(delimiter).length + end.length);
      assert.equal(rowsOf(batches), rows);
    }),
    { numRuns: 300 },
  );
});

test('a header may be found further down, and then records may be ragged', async () => {
  const text = 'Title\n,,\nName,"Two\nlines",\n#a,#b\n1,x,2024-01-01\n2\n\n3,y,2024-01-02,z\n4,,,,\n';
  const warnings: string[] = [];
  const heads: unknown[] = [];
  const findHeader: FindHeader = (head) => {
    heads.push(head);
    return { names: ['a', 'b', 'c'], records: 4 };
  };
  for (const chunkBytes of [1, 7, 1000]) {
    const batches = await read(text, { findHeader, warn: (message) => warnings.push(message) }, chunkBytes, 4);
    assert.is(typesOf(batches), 'a:integer b:text c:date');
    assert.equal(rowsOf(batches), [
      [1, 'x', '2024-01-01'],
      [2, null, null],
      [3, 'y', '2024-01-02'],
      [4, null, null],
    ]);
  }
  assert.equal(warnings, Array(3).fill('a.csv: line 9 has more cells than the 3 columns: those beyond are left out'));
  assert.equal(heads[0], heads[1]);
  assert.equal((heads[0] as string[][]).slice(0, 5), [
    ['Title'],
    ['', '', ''],
    ['Name', 'Two\nlines', ''],
    ['#a', '#b'],
    ['1', 'x', '2024-01-01'],
  ]);
});

test('a found header may come before no row, stand for none, and has at most 50 records to look at', async () => {
  const lines = Array.from({ length: 80 }, (_, index) => `${index};${index * 2}`);
  let seen = 0;
  const findHeader: FindHeader = (head) => {
    seen = head.length;
    return { names: ['i', 'j'], records: 0 };
  };
  const rows = rowsOf(
    await read(`only a title\n${lines.join('\n')}\n`, { findHeader: (head) => ({ ...findHeader(head), records: 1 }), batchRows: 9 }),
  );
  assert.is(seen, 50);
  assert.equal(
    rows,
    lines.map((line) => line.split(';').map(Number)),
  );
  assert.equal(rowsOf(await read('1,2\n', { findHeader })), [[1, 2]]);
  const empty = await read('a,b\n', { findHeader: () => ({ names: ['a', 'b'], records: 1 }) });
  assert.equal([empty.length, empty[0].rows, typesOf(empty)], [1, 0, 'a:text b:text']);
  assert.is((await failure(read('', { findHeader }))).code, 'OADS_SOURCE_EMPTY');
  assert.match((await failure(read('1,2\n', { findHeader: () => ({ names: ['a', 'a'], records: 0 }) }))).message, 'twice');
});

test.run();
