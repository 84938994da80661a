import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Batch } from '../../../../src/core/frame/batch.ts';
import { FILE_FORMATS } from '../../../../src/core/frame/file-format.ts';
import { loadPolars } from '../../../../src/core/frame/polars.ts';
import { readFile } from '../../../../src/core/frame/read/read-file.ts';
import type { Column } from '../../../../src/core/frame/types.ts';
import { encodeCsv } from '../../../../src/core/frame/write/encode-csv.ts';
import { openWriter } from '../../../../src/core/frame/write/write-file.ts';
import { type CopyBatch, createCopyDecoder } from '../../../../src/core/load/postgres/decode-copy.ts';
import { copyStream, int32, int64 } from '../../load/postgres/copy-bytes.ts';

const test = suite('frame/far-times');
const pl = await loadPolars();
let dir = '';
test.before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oads-far-times-'));
});
test.after(() => rm(dir, { recursive: true, force: true }));

const FIRST = -62_135_596_800_000_000n;
const LAST = 253_402_300_799_999_999n;
const SINCE_2000 = 946_684_800_000_000n;
const DAY = 86_400_000_000n;

/** Written with all six decimals, by integers alone. */
function write(micros: bigint): string {
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return `${new Date(Number((micros - rest) / 1000n)).toISOString().slice(0, 19)}.${String(rest).padStart(6, '0')}Z`;
}

const readCsv = (path: string) => readText(path).then((text) => text.split('\n').slice(1, -1));

async function readText(path: string): Promise<string> {
  let text = '';
  for await (const batch of readFile(path, { batchRows: 5000 })) text += encodeCsv(batch, text === '').toString();
  return text.replaceAll('\r\n', '\n');
}

function ofFrame(values: readonly bigint[]): string[] {
  const raw = pl.Series('at', BigInt64Array.from(values) as never).cast(pl.Datetime('us'));
  return linesOf(Batch.fromFrame(pl.DataFrame([raw])));
}

function ofPostgres(values: readonly bigint[]): string[] {
  const batches: CopyBatch[] = [];
  const decoder = createCopyDecoder([{ name: 'at', type: 'timestamp', wire: 'timestamp' }], {
    batchRows: 5000,
    onBatch: (batch) => batches.push(batch),
  });
  decoder.push(
    copyStream(
      1,
      values.map((value) => [int64(value - SINCE_2000)]),
    ),
  );
  return batches.flatMap(({ columns, rows }) => linesOf(Batch.fromColumns([{ name: 'at', type: 'timestamp' }], columns, rows)));
}

const linesOf = (batch: Batch) => encodeCsv(batch, false).toString().trimEnd().split(/\r?\n/);

test('a time is the same text by every way in and through every format, to the microsecond or cut to the second', async () => {
  const near = fc.bigInt({ min: FIRST, max: LAST });
  const edges = [2n ** 53n, -(2n ** 53n), LAST, FIRST, 10_413_792_000_000_001n].flatMap((edge) => [edge - 1n, edge, edge + 1n]);
  const within = edges.filter((value) => value >= FIRST && value <= LAST);
  const values = [...within, ...fc.sample(near, { numRuns: 2000, seed: 1 })];
  const expected = values.map((value) => {
    const isExact = value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER);
    return isExact ? write(value) : `${write(value).slice(0, 19)}Z`;
  });
  // A fraction is written with as many digits as it needs, 0, 3 or 6.
  const short = expected.map((text) => text.replace(/\.000000Z$/, 'Z').replace(/(\.\d{3})000Z$/, '$1Z'));

  assert.equal(ofFrame(values), short, 'int64 of Arrow and Parquet');
  assert.equal(ofPostgres(values), short, 'Postgres');
  const csv = join(dir, 'times.csv');
  await writeFile(csv, `at\n${values.map(write).join('\n')}\n`);
  assert.equal(await readCsv(csv), short, 'CSV');
  const ndjson = join(dir, 'times.ndjson');
  await writeFile(ndjson, values.map((value) => `{"at":"${write(value)}"}\n`).join(''));
  assert.equal(await readCsv(ndjson), short, 'NDJSON');

  for (const format of FILE_FORMATS) {
    const path = join(dir, `copy.${format}`);
    const writer = await openWriter(path, format);
    for await (const batch of readFile(csv, { batchRows: 5000 })) await writer.write(batch);
    await writer.close();
    assert.equal(await readCsv(path), short, format);
  }
});

test('a time beyond the years 1 to 9999 is the last, or the first, that is printed', async () => {
  const values = [LAST + 1n, 2n ** 62n, FIRST - 1n, -(2n ** 62n)];
  const expected = ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'];
  assert.equal(ofFrame(values), expected);
  assert.equal(ofPostgres(values), expected);
  const csv = join(dir, 'zones.csv');
  await writeFile(csv, 'at\n9999-12-31T23:59:59.9-05:00\n0001-01-01T00:00+05:00\n');
  assert.equal(await readCsv(csv), [expected[0], expected[2]]);
});

test('milliseconds and days keep to the same years', () => {
  const millis = pl.Series('at', BigInt64Array.from([253_402_300_799_999n, 253_402_300_800_000n, 9_007_199_254_741n, -1n]) as never);
  assert.equal(linesOf(Batch.fromFrame(pl.DataFrame([millis.cast(pl.Datetime('ms'))]))), [
    '9999-12-31T23:59:59Z',
    '9999-12-31T23:59:59Z',
    '2255-06-05T23:47:34Z',
    '1969-12-31T23:59:59.999Z',
  ]);
  const days = [2_932_896, 2_932_897, 5_000_000, -719_162, -719_163];
  const expected = ['9999-12-31', '9999-12-31', '9999-12-31', '0001-01-01', '0001-01-01'];
  assert.equal(linesOf(Batch.fromFrame(pl.DataFrame([pl.Series('at', Int32Array.from(days)).cast(pl.Date)]))), expected);
  const batches: { columns: ReadonlyMap<string, Column>; rows: number }[] = [];
  const decoder = createCopyDecoder([{ name: 'at', type: 'date', wire: 'date' }], {
    batchRows: 9,
    onBatch: (batch) => batches.push(batch),
  });
  decoder.push(
    copyStream(
      1,
      days.map((day) => [int32(day - Number(SINCE_2000 / DAY))]),
    ),
  );
  assert.equal(linesOf(Batch.fromColumns([{ name: 'at', type: 'date' }], batches[0].columns, batches[0].rows)), expected);
});

test.run();
