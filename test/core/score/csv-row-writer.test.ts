import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CsvRowWriter, createCellWriter } from '../../../src/core/score/csv-row-writer.ts';

const test = suite('score/csv-row-writer');

/** What the calls write, without the line end. */
async function written(write: (writer: CsvRowWriter) => void): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'oads-test-'));
  try {
    const file = await open(path.join(dir, 'rows.csv'), 'w');
    const writer = new CsvRowWriter(file);
    write(writer);
    writer.endRow();
    await writer.flush(true);
    await file.close();
    return (await readFile(path.join(dir, 'rows.csv'), 'utf8')).slice(0, -1);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

test('whole numbers are written as String writes them', async () => {
  const edges = [0, 1, 9, 10, 99, 100, -1, -10, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER];
  const drawn = fc.sample(fc.maxSafeInteger(), { seed: 1, numRuns: 300 });
  const numbers = [...edges, ...drawn];
  assert.is(
    await written((writer) => {
      for (const number of numbers) writer.integer(number);
    }),
    numbers.map(String).join(','),
  );
});

test('decimals are written as String writes them', async () => {
  const edges = [10, 11, 100, 9_999_999, 10_000_000, 10_000_001, 12_300_000, 9_999_999_999_999];
  const drawn = fc.sample(fc.integer({ min: 10, max: 20_000_000 }), { seed: 1, numRuns: 500 });
  const units = [...edges, ...drawn];
  assert.is(
    await written((writer) => {
      for (const unit of units) writer.decimal(unit, 7);
    }),
    units.map((unit) => String(unit / 1e7)).join(','),
  );
});

test('cells of integers: exact beyond 2^53, empty where null', async () => {
  const values = BigInt64Array.of(-5n, 0n, 9007199254740993n, 7n);
  const cell = createCellWriter({ type: 'integer', values, valid: Uint8Array.of(1, 1, 1, 0) });
  assert.is(
    await written((writer) => {
      for (let row = 0; row < 4; row++) cell(writer, row);
    }),
    '-5,0,9007199254740993,',
  );
});

test.run();
