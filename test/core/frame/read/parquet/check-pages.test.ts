import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkPages } from '../../../../../src/core/frame/read/parquet/check-pages.ts';
import { readFile } from '../../../../../src/core/frame/read/read-file.ts';
import { WITH_CHECKSUMS } from './checksummed-parquet.ts';

const test = suite('frame/read/parquet/check-pages');
const dir = await mkdtemp(join(tmpdir(), 'oads-pages-'));
test.after(() => rm(dir, { recursive: true, force: true }));

async function put(bytes: Buffer): Promise<string> {
  const path = join(dir, 'rows.parquet');
  await writeFile(path, bytes);
  return path;
}

function changed(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] ^= 1;
  return copy;
}

test('whole files pass, and are read', async () => {
  for (const bytes of WITH_CHECKSUMS) {
    const path = await put(bytes);
    await checkPages(path);
    for await (const batch of readFile(path, { batchRows: 10 })) assert.equal([...batch.numbers('x')], [0, 0.25, 0.5, 0.75, 1, 1.25]);
  }
});

test('every byte of every column is covered', async () => {
  for (const bytes of WITH_CHECKSUMS) {
    // The last bytes of the values: 4 as an id, 1.25 as x; the text b of the dictionary; the codes of t.
    const places = [
      bytes.indexOf(4, 60),
      bytes.indexOf(Buffer.from([0xf4, 0x3f])),
      bytes.indexOf(Buffer.from('\u0001\0\0\0b')) + 4,
      bytes.indexOf(Buffer.from([3, 0x1b])),
    ];
    const columns = ['id', 'x', 't', 't'];
    for (const [index, at] of places.entries()) {
      const path = await put(changed(bytes, at));
      const error = await checkPages(path).catch((thrown) => thrown);
      assert.is(error?.message, `a page of column "${columns[index]}" that is not what its checksum says`);
    }
  }
});

test('a reader says so in one line', async () => {
  const path = await put(changed(WITH_CHECKSUMS[0], 60));
  const error = await readFile(path, { batchRows: 10 })
    .next()
    .catch((thrown) => thrown);
  assert.is(error.code, 'OADS_SOURCE_FORMAT');
  assert.is(error.message, `${path}: expected a whole Parquet file, got a page of column "id" that is not what its checksum says`);
});

test('a footer that is at odds with itself is refused', async () => {
  const [bytes] = WITH_CHECKSUMS;
  // The 6 of the file, of the three columns, and of the row group: an i64 field's head 0x16, and 6 in zigzag code.
  const six = Buffer.from([0x16, 0x0c]);
  const messages = [
    /^a footer of 4 rows for 6$/,
    /^4 values of column "id" in 6 rows$/,
    /^4 values of column "x" in 6 rows$/,
    /^4 values of column "t" in 6 rows$/,
    /^6 values of column "id" in 4 rows$/,
  ];
  let at = bytes.indexOf(six, bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8));
  for (const message of messages) {
    const damaged = Buffer.from(bytes);
    damaged[at + 1] = 0x08;
    const error = await checkPages(await put(damaged)).catch((thrown) => thrown);
    assert.match(error?.message ?? 'no error', message);
    at = bytes.indexOf(six, at + 1);
  }
});

test('a page that claims more values than the column has, or fewer than none, is refused', async () => {
  const [bytes] = WITH_CHECKSUMS;
  // The header of the first data page: its number of values, 6 in zigzag code, behind that of an i32 field.
  const at = bytes.indexOf(Buffer.from([0x1c, 0x15, 0x0c])) + 2;
  for (const [code, values] of [
    [0x0b, -6],
    [0x0e, 7],
  ]) {
    const damaged = Buffer.from(bytes);
    damaged[at] = code;
    const error = await checkPages(await put(damaged)).catch((thrown) => thrown);
    assert.is(error?.message, `a page of ${values} values in 54 bytes of column "id"`);
  }
  const fewer = Buffer.from(bytes);
  fewer[at] = 0x0a;
  const error = await checkPages(await put(fewer)).catch((thrown) => thrown);
  assert.is(error?.message, 'pages of 5 values of column "id" for 6');
});

test('what it cannot make sense of is left to the reader', async () => {
  const [bytes] = WITH_CHECKSUMS;
  for (const odd of [Buffer.alloc(0), Buffer.from('PAR1'), bytes.subarray(0, 100), Buffer.concat([bytes, bytes.subarray(0, 9)])])
    await checkPages(await put(odd));
});

test.run();
