import { mkdir, mkdtemp, readFile as readBytes, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BugError, StoreError } from '../../../../src/core/errors.ts';
import { Batch } from '../../../../src/core/frame/batch.ts';
import { cellAt } from '../../../../src/core/frame/cell.ts';
import { FILE_FORMATS } from '../../../../src/core/frame/file-format.ts';
import { loadPolars } from '../../../../src/core/frame/polars.ts';
import { readFile } from '../../../../src/core/frame/read/read-file.ts';
import type { Column, Schema } from '../../../../src/core/frame/types.ts';
import { encodeNdjson } from '../../../../src/core/frame/write/encode-ndjson.ts';
import { openWriter } from '../../../../src/core/frame/write/write-file.ts';

const test = suite('frame/write-file');
const pl = await loadPolars();
let dir = '';
test.before.each(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oads-write-file-'));
});
test.after.each(() => rm(dir, { recursive: true, force: true }));

const DAY = 86_400_000_000;
const VALID = Uint8Array.from([1, 0, 1]);
const COLUMNS: Record<string, Column> = {
  flag: { type: 'boolean', values: Uint8Array.from([1, 1, 0]), valid: VALID },
  id: { type: 'integer', values: BigInt64Array.from([9_007_199_254_740_993n, 5n, -7n]), valid: VALID },
  'size, "x"': { type: 'number', values: Float64Array.from([0.1, Number.NaN, -1e300]), valid: VALID },
  name: { type: 'text', codes: Uint32Array.from([1, 0, 0]), dictionary: ['a,"ü"\r\n😀', ''], valid: VALID },
  day: { type: 'date', values: Float64Array.from([-DAY, Number.NaN, 20_000 * DAY]), valid: VALID },
  time: { type: 'timestamp', values: Float64Array.from([-1, Number.NaN, 1_700_000_000_123_456]), valid: VALID },
};
const SCHEMA: Schema = Object.entries(COLUMNS).map(([name, { type }]) => ({ name, type }));
const BATCH = Batch.fromColumns(SCHEMA, new Map(Object.entries(COLUMNS)), 3);

function rowsOf(batches: Batch[]): unknown[][] {
  return batches.flatMap((batch) =>
    Array.from({ length: batch.rows }, (_, row) => batch.schema.map(({ name }) => cellAt(batch.column(name), row))),
  );
}

async function readAll(path: string): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of readFile(path, { batchRows: 100 })) batches.push(batch);
  return batches;
}

test('NDJSON escapes what turns text around, also in names, and reads the same', () => {
  const name = 'a\u202eb';
  const column: Column = { type: 'text', codes: Uint32Array.from([0]), dictionary: ['x\u202e\u200b\u009b👩‍👧'] };
  const text = encodeNdjson(Batch.fromColumns([{ name, type: 'text' }], new Map([[name, column]]), 1)).toString();
  assert.is(text, '{"a\\u202eb":"x\\u202e\\u200b\\u009b👩‍👧"}\n');
  assert.equal(JSON.parse(text), { [name]: column.dictionary[0] });
});

for (const format of FILE_FORMATS) {
  test(`${format}: batches read back in order with their types, and the file is the owner's alone`, async () => {
    const path = join(dir, 'out [1].x');
    await writeFile(path, 'what was there before');
    const writer = await openWriter(path, format);
    for (const batch of [BATCH, BATCH.select(Uint8Array.from([0, 0, 1])), BATCH]) await writer.write(batch);
    assert.is((await readBytes(path)).toString(), 'what was there before', 'the target is untouched until close');
    await writer.close();
    const batches = await readAll(path);
    assert.equal(rowsOf(batches), [...rowsOf([BATCH]), rowsOf([BATCH])[2], ...rowsOf([BATCH])]);
    const types = batches[0].schema.map(({ type }) => type);
    assert.equal(
      types,
      SCHEMA.map(({ type }) => type),
    );
    assert.is((await stat(path)).mode & 0o777, 0o600);
    assert.equal(await readdir(dir), ['out [1].x']);
  });

  test(`${format}: abort leaves what was there, and nothing else`, async () => {
    const path = join(dir, 'out');
    await writeFile(path, 'before');
    const writer = await openWriter(path, format);
    await writer.write(BATCH);
    await writer.abort();
    assert.is((await readBytes(path)).toString(), 'before');
    assert.equal(await readdir(dir), ['out']);
  });

  test(`${format}: a directory that is missing, and a directory in place of the file`, async () => {
    for (const path of [join(dir, 'missing', 'out'), dir]) {
      const error = await openWriter(path, format).catch((thrown) => thrown);
      assert.instance(error, StoreError);
      assert.ok(error.hint && error.message.startsWith(path));
    }
    assert.equal(await readdir(dir), []);
  });
}

for (const format of ['parquet', 'arrow', 'csv'] as const) {
  test(`${format}: no rows keep the columns`, async () => {
    const path = join(dir, 'out');
    const writer = await openWriter(path, format);
    await writer.write(BATCH.select(new Uint8Array(3)));
    await writer.close();
    const [batch] = await readAll(path);
    assert.is(batch.rows, 0);
    assert.equal(
      batch.schema.map(({ name }) => name),
      SCHEMA.map(({ name }) => name),
    );
  });
}

test('the same rows give the same bytes', async () => {
  for (const format of FILE_FORMATS) {
    const bytes: Buffer[] = [];
    for (const name of ['one', 'two']) {
      const writer = await openWriter(join(dir, name), format);
      await writer.write(BATCH);
      await writer.write(BATCH);
      await writer.close();
      bytes.push(await readBytes(join(dir, name)));
    }
    assert.ok(bytes[0].equals(bytes[1]), format);
  }
});

test('batches whose frames differ in kind go into one file', async () => {
  const plain = pl.DataFrame([pl.Series('t', ['a', 'b'], pl.Utf8), pl.Series('n', [1, 2], pl.Float64)]);
  const other = pl.DataFrame([pl.Series('t', ['b', 'c'], pl.Utf8).cast(pl.Categorical).alias('t'), pl.Series('n', [0.5, 2], pl.Float32)]);
  for (const format of ['parquet', 'arrow'] as const) {
    const path = join(dir, format);
    const writer = await openWriter(path, format);
    for (const frame of [plain, other]) await writer.write(Batch.fromFrame(frame));
    await writer.close();
    assert.equal(rowsOf(await readAll(path)), [
      ['a', 1],
      ['b', 2],
      ['b', 0.5],
      ['c', 2],
    ]);
  }
});

test('CSV text', async () => {
  const path = join(dir, 'out.csv');
  const writer = await openWriter(path, 'csv');
  await writer.write(BATCH);
  await writer.close();
  assert.is(
    (await readBytes(path)).toString(),
    'flag,id,"size, ""x""",name,day,time\n' +
      'true,9007199254740993,0.1,"",1969-12-31,1969-12-31T23:59:59.999999Z\n' +
      ',,,,,\n' +
      'false,-7,-1e+300,"a,""ü""\r\n😀",2024-10-04,2023-11-14T22:13:20.123456Z\n',
  );
});

test('a link is followed, a device is written to', async () => {
  await writeFile(join(dir, 'real'), '');
  await symlink(join(dir, 'real'), join(dir, 'link'));
  const writer = await openWriter(join(dir, 'link'), 'csv');
  await writer.write(BATCH);
  await writer.close();
  assert.ok((await stat(join(dir, 'real'))).size > 0);
  const nowhere = await openWriter('/dev/null', 'ndjson');
  await nowhere.write(BATCH);
  await nowhere.close();
  assert.ok((await stat('/dev/null')).isCharacterDevice());
  assert.instance(await openWriter('/dev/null', 'parquet').catch((thrown) => thrown), StoreError);
});

test('a disk that is full is a store error', async () => {
  if (!(await stat('/dev/full').catch(() => undefined))) return;
  const writer = await openWriter('/dev/full', 'csv');
  const error = await writer.write(BATCH).catch((thrown) => thrown);
  assert.instance(error, StoreError);
  assert.match(error.hint, /space/);
});

test('a target that cannot be replaced leaves nothing behind', async () => {
  const path = join(dir, 'out');
  const writer = await openWriter(path, 'parquet');
  await writer.write(BATCH);
  await mkdir(path);
  assert.instance(await writer.close().catch((thrown) => thrown), StoreError);
  assert.equal(await readdir(dir), ['out']);
});

test('a file of no batches at all is a bug', async () => {
  const writer = await openWriter(join(dir, 'out'), 'parquet');
  assert.instance(await writer.close().catch((thrown) => thrown), BugError);
});

test.run();
