import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Batch } from '../../../src/core/frame/batch.ts';
import type { Column } from '../../../src/core/frame/types.ts';
import { holdOut, type Side } from '../../../src/core/pipeline/hold-out.ts';

const test = suite('core/pipeline/hold-out');
const DAY = 86_400_000_000;

/** Rows named by their number; a time of null is missing, a text is unreadable. */
async function* table(times: readonly (number | null)[], batchRows: number): AsyncGenerator<Batch> {
  for (let from = 0; from < times.length || from === 0; from += batchRows) {
    const part = times.slice(from, from + batchRows);
    const id: Column = { type: 'integer', values: BigInt64Array.from(part, (_, row) => BigInt(from + row)) };
    const at: Column = {
      type: 'timestamp',
      values: Float64Array.from(part, (time) => time ?? 0),
      valid: Uint8Array.from(part, (time) => (time === null ? 0 : 1)),
    };
    yield Batch.fromColumns(
      [
        { name: 'id', type: 'integer' },
        { name: 'at', type: 'timestamp' },
      ],
      new Map<string, Column>([
        ['id', id],
        ['at', at],
      ]),
      part.length,
      from,
    );
  }
}

async function read(batches: AsyncIterable<Batch>): Promise<{ ids: number[]; offsets: number[]; rows: number[] }> {
  const [ids, offsets, rows]: number[][] = [[], [], []];
  for await (const batch of batches) {
    ids.push(...batch.numbers('id'));
    offsets.push(batch.offset);
    rows.push(batch.rows);
  }
  return { ids, offsets, rows };
}

const times = [3 * DAY, 1 * DAY, null, 2 * DAY, 5 * DAY, 2 * DAY - 1, 4 * DAY];
const place = { column: 'at', at: '1970-01-03T00:00:00Z' };

function part(holdout: Parameters<typeof holdOut>[1], side: Side, batchRows = 3, warnings: string[] = []) {
  return read(holdOut(table(times, batchRows), holdout, side, { label: 'file', warn: (message) => warnings.push(message) }));
}

test('by time, the rows before are the reference; the instant itself, and rows without a time, are held out', async () => {
  assert.equal((await part(place, 'reference')).ids, [1, 5]);
  assert.equal((await part(place, 'held_out')).ids, [0, 2, 3, 4, 6]);
});

test('by row, the first so many are the reference, wherever batches end', async () => {
  for (const batchRows of [1, 2, 3, 7]) {
    assert.equal((await part({ row: 4 }, 'reference', batchRows)).ids, [0, 1, 2, 3]);
    assert.equal((await part({ row: 4 }, 'held_out', batchRows)).ids, [4, 5, 6]);
  }
});

test('batches follow each other without gaps, and none is empty', async () => {
  const { offsets, rows } = await part(place, 'held_out', 2);
  assert.equal(rows, [1, 2, 1, 1]);
  assert.equal(offsets, [0, 1, 3, 4]);
});

test('no row to fit on is an error that says where; no row to judge is a remark, and one empty batch', async () => {
  await part({ column: 'at', at: '1969-01-01' }, 'reference').then(
    () => assert.unreachable(),
    (error) => {
      assert.is(error.code, 'OADS_SOURCE_HOLDOUT');
      assert.match(error.message, 'expected rows before the hold-out (at 1969-01-01) to fit on, got none of 7');
      assert.match(error.hint, /^move `holdout`/);
    },
  );
  const window = { from: new Date('1970-01-01T00:00:00Z'), to: new Date('1970-01-02T00:00:00Z') };
  const given = { label: 'file', warn: () => {}, window };
  await read(holdOut(table(times, 3), { column: 'at', at: '1969-01-01' }, 'reference', given)).then(
    () => assert.unreachable(),
    (error) => assert.match(error.hint, /^`window` lets only rows from 1970-01-01T00:00:00.000Z up to 1970-01-02T00:00:00.000Z through/),
  );
  const warnings: string[] = [];
  assert.equal((await part({ row: 7 }, 'held_out', 3, warnings)).rows, [0]);
  assert.match(warnings.join(), 'none of 7 rows lies in the hold-out (from row 7 on)');
});

test('an empty source is an empty side, without a word', async () => {
  const warnings: string[] = [];
  const { rows } = await read(holdOut(table([], 3), place, 'reference', { label: 'file', warn: (message) => warnings.push(message) }));
  assert.equal([rows, warnings], [[0], []]);
});

test('a column that is missing or holds no times is an error', async () => {
  await part({ column: 'when', at: '2026-01-01' }, 'held_out').then(
    () => assert.unreachable(),
    (error) => assert.is(error.code, 'OADS_COLUMN_MISSING'),
  );
  await part({ column: 'id', at: '2026-01-01' }, 'held_out').then(
    () => assert.unreachable(),
    (error) => assert.is(error.code, 'OADS_COLUMN_TYPE'),
  );
});

test.run();
