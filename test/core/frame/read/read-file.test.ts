import { spawn } from 'node:child_process';
import { appendFileSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { InterruptedError, SourceError } from '../../../../src/core/errors.ts';
import type { Batch } from '../../../../src/core/frame/batch.ts';
import { Batch as BatchClass } from '../../../../src/core/frame/batch.ts';
import { cellAt } from '../../../../src/core/frame/cell.ts';
import { loadPolars } from '../../../../src/core/frame/polars.ts';
import { type ReadFileOptions, readFile } from '../../../../src/core/frame/read/read-file.ts';
import { openArrowStreamEncoder } from '../../../../src/core/frame/write/encode-arrow-stream.ts';

const test = suite('frame/read-file');
const pl = await loadPolars();
const dir = await mkdtemp(join(tmpdir(), 'oads-read-file-'));
test.after(() => rm(dir, { recursive: true, force: true }));

const ROWS = 25;
const frame = pl.DataFrame([
  pl.Series('id', BigInt64Array.from({ length: ROWS }, (_, row) => BigInt(row)) as never),
  pl.Series(
    'x',
    Array.from({ length: ROWS }, (_, row) => (row % 5 === 0 ? null : row / 4)),
    pl.Float64,
  ),
  pl.Series(
    't',
    Array.from({ length: ROWS }, (_, row) => (row % 3 === 0 ? null : `t${row % 2}`)),
    pl.Utf8,
  ),
]);
const expected = rowsOf([BatchClass.fromFrame(frame)]);
const stream = frame.writeIPCStream();

async function put(name: string, content: Buffer | string): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, content);
  return path;
}

async function read(path: string, options: Partial<ReadFileOptions> = {}): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of readFile(path, { batchRows: 10, ...options })) batches.push(batch);
  return batches;
}

function rowsOf(batches: Batch[]): unknown[][] {
  return batches.flatMap((batch) =>
    Array.from({ length: batch.rows }, (_, row) => batch.schema.map(({ name }) => cellAt(batch.column(name), row))),
  );
}

async function failure(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.then(
    () => undefined,
    (thrown) => thrown,
  );
  assert.instance(error, SourceError);
  assert.not.match(error.message, /\n/);
  assert.ok(error.hint, `no hint: ${error.message}`);
  return error;
}

const CSV = frame.writeCSV();
const NDJSON = expected.map(([id, x, t]) => `${JSON.stringify({ id, x, t })}\n`).join('');
const CONTENTS: Record<string, Buffer | string> = {
  parquet: frame.writeParquet({ compression: 'zstd' }),
  arrow: frame.writeIPC(),
  'arrow stream': stream,
  csv: CSV,
  'csv in gzip': gzipSync(CSV),
  'csv in two gzip members': Buffer.concat([gzipSync(CSV.subarray(0, 20)), gzipSync(CSV.subarray(20))]),
  ndjson: NDJSON,
  'ndjson in gzip': gzipSync(NDJSON),
};

for (const [kind, content] of Object.entries(CONTENTS)) {
  test(`${kind}: found by its content, whatever the name, in batches with running offsets`, async () => {
    for (const name of ['rows.txt', 'odd [1]* name?.parquet']) {
      const path = await put(name, content);
      const batches = await read(path);
      assert.equal(
        batches.map(({ offset, rows }) => [offset, rows]),
        [
          [0, 10],
          [10, 10],
          [20, 5],
        ],
      );
      assert.equal(rowsOf(batches), expected);
    }
  });

  test(`${kind}: one batch that is just full, a projection, and a missing column`, async () => {
    const path = await put('rows', content);
    const batches = await read(path, { batchRows: ROWS, columns: ['t', 'id'] });
    assert.equal(
      batches.map(({ rows }) => rows),
      [ROWS],
    );
    assert.equal(batches[0].schema, [
      { name: 't', type: 'text' },
      { name: 'id', type: 'integer' },
    ]);
    const error = await failure(read(path, { columns: ['id', 'nope'] }).catch((thrown) => Promise.reject(withHint(thrown))));
    assert.is(error.code, 'OADS_COLUMN_MISSING');
    assert.ok(error.message.startsWith(`${path}: expected a column "nope", got id, x, t`), error.message);
  });
}

/** A missing column needs no hint: the message lists what there is. */
function withHint(thrown: SourceError): SourceError {
  return new SourceError(thrown.code, thrown.message, { hint: 'as said' });
}

for (const kind of ['parquet', 'arrow', 'arrow stream']) {
  test(`${kind}: no rows give one batch of no rows`, async () => {
    const none = frame.head(0);
    const content =
      kind === 'parquet' ? none.writeParquet({ compression: 'zstd' }) : kind === 'arrow' ? none.writeIPC() : none.writeIPCStream();
    const batches = await read(await put('none', content));
    assert.equal(
      batches.map(({ rows, offset }) => [rows, offset]),
      [[0, 0]],
    );
    assert.equal(
      batches[0].schema.map(({ type }) => type),
      ['integer', 'number', 'text'],
    );
  });
}

for (const kind of ['parquet', 'arrow']) {
  test(`${kind}: the number of rows is known beforehand`, async () => {
    const counts: number[] = [];
    await read(await put('rows', CONTENTS[kind]), { expectRows: (rows) => counts.push(rows) });
    assert.equal(counts, [ROWS]);
  });
}

test('an arrow stream of many small record batches is put together', async () => {
  const encoder = openArrowStreamEncoder();
  const pieces: Buffer[] = [];
  for (let from = 0; from < ROWS; from += 3)
    pieces.push(await encoder.encode(BatchClass.fromFrame(frame.slice(from, Math.min(3, ROWS - from)))));
  const path = await put('many', Buffer.concat([...pieces, encoder.end()]));
  const batches = await read(path, { chunkBytes: 50 });
  assert.equal(
    batches.map(({ rows }) => rows),
    [9, 9, 7],
  );
  assert.equal(rowsOf(batches), expected);
});

test('an arrow stream with dictionaries', async () => {
  const coded = frame.select(pl.col('id'), pl.col('t').cast(pl.Categorical));
  const batches = await read(await put('dictionaries', coded.writeIPCStream()));
  assert.equal(
    rowsOf(batches).map(([, t]) => t),
    expected.map(([, , t]) => t),
  );
});

test('damage is one line', async () => {
  const half = (kind: string) => Buffer.from(CONTENTS[kind]).subarray(0, Buffer.from(CONTENTS[kind]).length / 2);
  for (const kind of ['parquet', 'arrow', 'arrow stream', 'csv in gzip']) {
    const error = await failure(read(await put(`half ${kind}`, half(kind))));
    assert.is(error.code, 'OADS_SOURCE_FORMAT');
    assert.ok(error.message.startsWith(join(dir, `half ${kind}`)), error.message);
  }
});

test('a missing file, a directory, a file in no directory', async () => {
  const missing = await failure(read(join(dir, 'missing.csv')));
  assert.is(missing.code, 'OADS_SOURCE_MISSING');
  assert.ok(missing.outage);
  assert.is((await failure(read(join(dir, 'missing', 'x.csv')))).code, 'OADS_SOURCE_MISSING');
  assert.is((await failure(read(await put('file', 'a\n1\n').then((path) => join(path, 'x.csv'))))).code, 'OADS_SOURCE_MISSING');
  await mkdir(join(dir, 'folder'));
  assert.match((await failure(read(join(dir, 'folder')))).message, /expected a file, got a directory/);
  await symlink(join(dir, 'nowhere'), join(dir, 'dangling'));
  assert.is((await failure(read(join(dir, 'dangling')))).code, 'OADS_SOURCE_MISSING');
});

test('a file that may not be read', async () => {
  if (process.getuid?.() === 0) return; // root may read everything
  const path = await put('secret.csv', 'a\n1\n');
  await chmod(path, 0);
  assert.match((await failure(read(path))).message, /not allowed/);
});

test('an empty file', async () => {
  for (const content of ['', gzipSync('')]) assert.is((await failure(read(await put('empty.csv', content)))).code, 'OADS_SOURCE_EMPTY');
});

test('what is none of the formats is named', async () => {
  const cases: [Buffer | string, RegExp][] = [
    ['PK\u0003\u0004....', /a ZIP archive or a spreadsheet/],
    [Buffer.from('\ufeffa,b\n', 'utf16le'), /UTF-16/],
    ['[\n {"a":1}]', /a JSON array/],
    ['<?xml version="1.0"?>', /XML/],
    [Buffer.from([1, 0, 2]), /binary data/],
    [Buffer.from('a,b\n1,2\n', 'utf16le'), /UTF-16/],
    [Buffer.from('a,b\n1,2\n', 'utf16le').swap16(), /UTF-16/],
    [gzipSync(gzipSync('a\n1\n')), /gzip inside gzip/],
    ['%PDF-1.7\n', /a PDF document/],
    ['Obj\u0001avro', /an Avro file/],
    ['[[1,2],[3,4]]', /a JSON array/],
    ['[1, 2]\n', /a JSON array/],
    ['<!-- moved --><html>', /XML or HTML/],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:00\n', /a git-lfs pointer/],
  ];
  for (const [content, pattern] of cases) assert.match((await failure(read(await put('odd', content)))).message, pattern);
});

test('headers that only look like something else are read', async () => {
  for (const header of ['<TICKER>,<PER>', '[id],[name]', '[1],[2]', 'ORCHARD,b'])
    assert.is((await read(await put('odd', `${header}\n1,2\n`))).length, 1);
});

test('a file without columns, and one with too many', async () => {
  const none = pl.DataFrame({});
  for (const content of [none.writeParquet(), none.writeIPC(), none.writeIPCStream(), '{}\n{}\n'])
    assert.match((await failure(read(await put('none', content)))).message, /expected columns, got none$/);
  const wide = `${Array.from({ length: 10_001 }, (_, index) => `c${index}`).join(',')}\n`;
  assert.match((await failure(read(await put('wide', wide)))).message, /expected at most 10000 columns, got 10001$/);
});

test('an arrow stream that is cut between two messages, or goes on after its end, is refused', async () => {
  const endMark = 8;
  assert.match(
    (await failure(read(await put('cut', stream.subarray(0, -endMark))))).message,
    /got a stream that ends before its end mark$/,
  );
  assert.match((await failure(read(await put('joined', Buffer.concat([stream, stream]))))).message, /got more bytes after its end mark$/);
  for (const chunkBytes of [7, 1000])
    assert.match(
      (await failure(read(await put('more', Buffer.concat([stream, Buffer.from([0])])), { chunkBytes }))).message,
      /after its end mark$/,
    );
});

for (const [kind, compression] of [
  ['arrow', 'uncompressed'],
  ['arrow', 'zstd'],
  ['arrow', 'lz4'],
  ['arrow stream', 'uncompressed'],
  ['arrow stream', 'lz4'],
] as const) {
  test(`${kind}, ${compression}: lengths that cannot be are refused before anything is allocated`, async () => {
    const bytes = kind === 'arrow' ? frame.writeIPC({ compression }) : frame.writeIPCStream({ compression });
    assert.equal(rowsOf(await read(await put('whole', bytes))), expected);
    const length = Buffer.alloc(8);
    // The number of rows, and the sizes of the column of ids: one of bytes, and one before compression.
    for (const number of [BigInt(ROWS), BigInt(8 * ROWS)]) {
      length.writeBigInt64LE(number);
      for (let at = bytes.indexOf(length); at >= 0; at = bytes.indexOf(length, at + 1)) {
        const damaged = Buffer.from(bytes);
        damaged[at + 6] = 0x7f;
        const error = await failure(
          read(await put('damaged', damaged)).then((batches) => Promise.reject(new Error(`read ${batches.length}`))),
        );
        assert.is(error.code, 'OADS_SOURCE_FORMAT');
      }
    }
  });
}

for (const kind of ['arrow', 'arrow stream']) {
  test(`${kind}: a record batch of fewer rows than its columns have is refused`, async () => {
    const bytes = Buffer.from(CONTENTS[kind]);
    const length = Buffer.alloc(8);
    length.writeBigInt64LE(BigInt(ROWS));
    const refusals: string[] = [];
    for (let at = bytes.indexOf(length); at >= 0; at = bytes.indexOf(length, at + 1)) {
      const damaged = Buffer.from(bytes);
      damaged[at] = ROWS - 1;
      await read(await put('fewer', damaged)).then(
        (batches) => assert.is(rowsOf(batches).length, ROWS),
        (error) => refusals.push(error.message),
      );
    }
    assert.ok(
      refusals.some((message) => message.endsWith('got a record batch of 24 rows whose first column has 25')),
      refusals.join('\n'),
    );
  });
}

for (const [kind, change, got] of [
  ['csv', (path: string) => appendFileSync(path, '1,2,3\n'), /bytes instead of \d+$/],
  ['csv', (path: string) => truncateSync(path, 40), /got 40 bytes instead of \d+$/],
  ['parquet', (path: string) => truncateSync(path, 40), /got 40 bytes instead of \d+$/],
  ['arrow', (path: string) => writeFileSync(path, CONTENTS.arrow, { flag: 'r+' }), /got it written anew$/],
  ['parquet', (path: string) => replaceBy(path, CONTENTS.parquet), /got another file in its place$/],
  ['arrow', (path: string) => rmSync(path), /got it removed$/],
] as const) {
  test(`${kind}: a file that changes while it is read is refused: ${got.source}`, async () => {
    const path = await put('changing', CONTENTS[kind]);
    // A clock may not tick between two writes.
    utimesSync(path, 1e9, 1e9);
    const batches = readFile(path, { batchRows: 2, chunkBytes: 40 });
    await batches.next();
    change(path);
    const error = await failure(
      (async () => {
        for await (const _ of batches);
      })(),
    );
    assert.is(error.code, 'OADS_SOURCE_CHANGED');
    assert.match(error.message, /expected a file that stays as it is while it is read, got /);
    assert.match(error.message, got);
  });
}

test('a text file that is replaced or removed while it is read is read to its end', async () => {
  for (const change of [(path: string) => replaceBy(path, 'b\n'), rmSync]) {
    const path = await put('old', CSV);
    const batches = readFile(path, { batchRows: 2, chunkBytes: 40 });
    let rows = (await batches.next()).value?.rows as number;
    change(path);
    for await (const batch of batches) rows += batch.rows;
    assert.is(rows, ROWS);
  }
});

function replaceBy(path: string, content: Buffer | string): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

test('a format that is given decides between texts and is refused for binary files', async () => {
  assert.equal(rowsOf(await read(await put('braces', '{a}\n1\n'), { format: 'csv' })), [[1]]);
  assert.match((await failure(read(await put('rows', CSV), { format: 'parquet' }))).message, /expected parquet, got csv/);
  assert.match((await failure(read(await put('rows', CONTENTS.parquet), { format: 'csv' }))).message, /expected csv, got parquet/);
  assert.is((await read(await put('rows', stream), { format: 'arrow' })).length, 3);
});

test('parquet in gzip is refused with the way out', async () => {
  const error = await failure(read(await put('rows.parquet.gz', gzipSync(CONTENTS.parquet))));
  assert.match(error.message, /inside gzip/);
});

test('a pipe is read like a file, but for formats that need to seek', async () => {
  const fifo = join(dir, 'fifo');
  const made = await new Promise<number | null>((resolve) =>
    spawn('mkfifo', [fifo])
      .on('close', resolve)
      .on('error', () => resolve(1)),
  );
  if (made !== 0) return; // no named pipes on this system
  const fill = async (content: Buffer | string) => writeFile(fifo, content);
  const [batches] = await Promise.all([read(fifo), fill(CSV)]);
  assert.equal(rowsOf(batches), expected);
  const [streamed] = await Promise.all([read(fifo), fill(stream)]);
  assert.equal(rowsOf(streamed), expected);
  const [error] = await Promise.all([failure(read(fifo)), fill(CONTENTS.parquet).catch(() => {})]);
  assert.match(error.message, /from a pipe/);
});

test('a pipe that nobody writes to can be given up', async () => {
  const fifo = join(dir, 'idle');
  const made = await new Promise<number | null>((resolve) =>
    spawn('mkfifo', [fifo])
      .on('close', resolve)
      .on('error', () => resolve(1)),
  );
  if (made !== 0) return; // no named pipes on this system
  const controller = new AbortController();
  const waiting = read(fifo, { signal: controller.signal }).catch((thrown) => thrown);
  setImmediate(() => controller.abort());
  assert.instance(await waiting, InterruptedError);
});

test('a reader that stops early leaves nothing open', async () => {
  for (const content of [CSV, gzipSync(CSV), CONTENTS.parquet, stream]) {
    for await (const batch of readFile(await put('early', content), { batchRows: 2, chunkBytes: 16 })) {
      assert.is(batch.rows, 2);
      break;
    }
  }
});

test.run();
