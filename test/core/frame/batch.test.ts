import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BugError, SourceError } from '../../../src/core/errors.ts';
import { Batch } from '../../../src/core/frame/batch.ts';
import { cellAt } from '../../../src/core/frame/cell.ts';
import { loadPolars } from '../../../src/core/frame/polars.ts';
import type { Column, ColumnType, Schema } from '../../../src/core/frame/types.ts';

const test = suite('frame/batch');
const pl = await loadPolars();

const DAY = 86_400_000_000;

function batchOf(columns: Record<string, Column>, rows: number): Batch {
  const schema: Schema = Object.entries(columns).map(([name, { type }]) => ({ name, type }));
  return Batch.fromColumns(schema, new Map(Object.entries(columns)), rows);
}

/** The same rows once through Polars. */
function throughFrame(batch: Batch): Batch {
  return Batch.fromFrame(batch.frame, batch.offset);
}

function cells(batch: Batch, name: string): unknown[] {
  const column = batch.column(name);
  return Array.from({ length: batch.rows }, (_, row) =>
    column.valid?.[row] === 0 ? null : column.type === 'integer' ? column.values[row] : cellAt(column, row),
  );
}

/** Under the null of each column lies a value that must never be looked at. */
const VALID = Uint8Array.from([1, 0, 1]);
const SIX: Record<string, Column> = {
  flag: { type: 'boolean', values: Uint8Array.from([1, 1, 0]), valid: VALID },
  id: { type: 'integer', values: BigInt64Array.from([9_007_199_254_740_993n, 5n, -(2n ** 63n)]), valid: VALID },
  size: { type: 'number', values: Float64Array.from([0.1, Number.NaN, -1e300]), valid: VALID },
  name: { type: 'text', codes: Uint32Array.from([1, 0, 0]), dictionary: ['a,"ü"', ''], valid: VALID },
  day: { type: 'date', values: Float64Array.from([-DAY, Number.NaN, 20_000 * DAY]), valid: VALID },
  time: { type: 'timestamp', values: Float64Array.from([-1, Number.NaN, 1_700_000_000_123_456]), valid: VALID },
};

for (const [name, column] of Object.entries(SIX)) {
  test(`${column.type} goes into a frame and back, with a null`, () => {
    const before = batchOf({ [name]: column }, 3);
    const after = throughFrame(before);
    assert.equal(after.schema, [{ name, type: column.type }]);
    assert.equal(cells(after, name), cells(before, name));
    assert.is(cells(after, name)[1], null);
  });

  test(`${column.type} goes into a frame and back, without nulls`, () => {
    const dense = { ...column, valid: undefined } as Column;
    const indexes = Uint8Array.from([1, 0, 1]);
    const before = batchOf({ [name]: dense }, 3).select(indexes);
    const after = throughFrame(before);
    assert.is(after.column(name).valid, undefined);
    assert.equal(cells(after, name), cells(before, name));
  });

  test(`${column.type} with nulls only, and with no rows`, () => {
    const nulls = batchOf({ [name]: { ...column, valid: new Uint8Array(3) } as Column }, 3);
    const after = throughFrame(nulls);
    assert.is(after.schema[0].type, column.type);
    assert.equal(cells(after, name), [null, null, null]);
    const none = throughFrame(nulls.select(new Uint8Array(3)));
    assert.is(none.rows, 0);
    assert.equal(none.schema, [{ name, type: column.type }]);
    assert.is(cells(none, name).length, 0);
  });
}

test('integers of 64 bits survive beside a null exactly', () => {
  const extremes = [2n ** 63n - 1n, -(2n ** 63n), 9_007_199_254_740_993n, 0n, -1n];
  const valid = Uint8Array.from([1, 1, 1, 0, 1]);
  const after = throughFrame(batchOf({ id: { type: 'integer', values: BigInt64Array.from(extremes), valid } }, 5));
  assert.equal(cells(after, 'id'), [extremes[0], extremes[1], extremes[2], null, -1n]);
});

test('a text column keeps order, repeats and empty text apart from null', () => {
  const frame = pl.DataFrame([pl.Series('t', ['b', null, '', 'b', 'a', 'ß'], pl.Utf8)]);
  const column = Batch.fromFrame(frame).text('t');
  assert.equal(
    [...column.codes].map((code, row) => (column.valid?.[row] === 0 ? null : column.dictionary[code])),
    ['b', null, '', 'b', 'a', 'ß'],
  );
  assert.is(new Set(column.dictionary).size, column.dictionary.length, 'no text has two codes');
});

test('categorical text is text', () => {
  const other = pl.DataFrame([pl.Series('t', ['zz', 'y'], pl.Utf8).cast(pl.Categorical)]);
  const frame = pl.DataFrame([pl.Series('t', ['y', null, 'x', 'y'], pl.Utf8).cast(pl.Categorical).alias('t')]);
  assert.is(other.height, 2);
  const batch = Batch.fromFrame(frame);
  assert.equal(batch.schema, [{ name: 't', type: 'text' }]);
  assert.equal(cells(batch, 't'), ['y', null, 'x', 'y']);
});

test('narrow types of Polars widen', () => {
  const frame = pl.DataFrame([
    pl.Series('i8', [1, null, -3], pl.Int8),
    pl.Series('u64', [1, null, 3], pl.Int32).cast(pl.UInt64).alias('u64'),
    pl.Series('f32', [0.5, null, 2], pl.Float32),
  ]);
  const batch = Batch.fromFrame(frame);
  assert.equal(
    batch.schema.map(({ type }) => type),
    ['integer', 'integer', 'number'],
  );
  assert.equal(cells(batch, 'i8'), [1n, null, -3n]);
  assert.equal(cells(batch, 'u64'), [1n, null, 3n]);
  assert.equal(cells(batch, 'f32'), [0.5, null, 2]);
});

test('milliseconds become microseconds', () => {
  const millis = pl
    .Series('t', Float64Array.from([1_700_000_000_123, -1]))
    .cast(pl.Int64)
    .cast(pl.Datetime('ms'))
    .alias('t');
  const batch = Batch.fromFrame(pl.DataFrame([millis]));
  assert.equal([...(batch.column('t').type === 'timestamp' ? batch.numbers('t') : [])], [1_700_000_000_123_000, -1000]);
});

test('nanoseconds are cut to microseconds without passing through a float64', () => {
  // 1700000000123456000 is no float64; the nearest ones are 256 ns apart.
  const nanos = pl.Series('t', BigInt64Array.from([1_700_000_000_123_456_999n, 1_699_999_999_999_999_000n, -1n]) as never);
  const batch = Batch.fromFrame(pl.DataFrame([nanos.cast(pl.Datetime('ns')).alias('t')]));
  assert.equal([...batch.numbers('t')], [1_700_000_000_123_456, 1_699_999_999_999_999, -1]);
});

test('unsigned integers beyond 63 bits are refused rather than lost', () => {
  const frame = pl.DataFrame([pl.Series('u', [1.8e19, 1], pl.Float64).cast(pl.UInt64).alias('u')]);
  assert.throws(
    () => Batch.fromFrame(frame).column('u'),
    (error: unknown) => error instanceof SourceError,
  );
});

test('text of many distinct values keeps order and nulls', () => {
  const texts = Array.from({ length: 5000 }, (_, row) => (row % 7 === 3 ? null : `t${row % 2500}`));
  const batch = Batch.fromFrame(pl.DataFrame([pl.Series('t', texts, pl.Utf8)]));
  assert.equal(cells(batch, 't'), texts);
  assert.is(new Set(batch.text('t').dictionary).size, batch.text('t').dictionary.length);
});

test('a nested column is refused by name', () => {
  assert.throws(
    () => Batch.fromFrame(pl.DataFrame({ deep: [[1, 2], [3]] })),
    (error: SourceError) => error instanceof SourceError && error.message.includes('"deep"') && error.hint !== undefined,
  );
});

test('numbers() has NaN for nulls and leaves the column alone', () => {
  const batch = batchOf(SIX, 3);
  assert.equal([...batch.numbers('size')], [0.1, Number.NaN, -1e300]);
  assert.equal([...batch.numbers('flag')], [1, Number.NaN, 0]);
  assert.equal([...batch.numbers('id')], [9_007_199_254_740_992, Number.NaN, -(2 ** 63)]);
  assert.equal([...batch.numbers('time')], [-1, Number.NaN, 1_700_000_000_123_456]);
  const held = batchOf({ x: { type: 'number', values: Float64Array.from([1, 2]), valid: Uint8Array.from([0, 1]) } }, 2);
  assert.is(held.numbers('x')[0] !== held.numbers('x')[0], true);
  assert.is((held.column('x') as { values: Float64Array }).values[0], 1);
});

test('numbers() of text is a source error', () => {
  assert.throws(
    () => batchOf(SIX, 3).numbers('name'),
    (error: SourceError) => error instanceof SourceError && error.code === 'OADS_COLUMN_TYPE',
  );
});

test('text() of a number, and a column that is not there, are source errors', () => {
  assert.throws(
    () => batchOf(SIX, 3).text('id'),
    (error: SourceError) => error.code === 'OADS_COLUMN_TYPE',
  );
  assert.throws(
    () => batchOf(SIX, 3).column('nope'),
    (error: SourceError) => error.code === 'OADS_COLUMN_MISSING' && error.message.includes('flag, id'),
  );
});

test('a column that does not fit the schema is a bug', () => {
  const column: Column = { type: 'number', values: new Float64Array(2) };
  assert.throws(
    () => Batch.fromColumns([{ name: 'x', type: 'number' }], new Map(), 2),
    (error: unknown) => error instanceof BugError,
  );
  assert.throws(
    () => Batch.fromColumns([{ name: 'x', type: 'date' }], new Map([['x', column]]), 2),
    (error: unknown) => error instanceof BugError,
  );
  assert.throws(
    () => Batch.fromColumns([{ name: 'x', type: 'number' }], new Map([['x', column]]), 3),
    (error: unknown) => error instanceof BugError,
  );
});

test('select() keeps the rows of the mask, of every type, nulls included', () => {
  for (const batch of [batchOf(SIX, 3), throughFrame(batchOf(SIX, 3))]) {
    const kept = batch.withOffset(10).select(Uint8Array.from([0, 1, 1]));
    assert.is(kept.rows, 2);
    assert.is(kept.offset, 10);
    for (const name of Object.keys(SIX)) assert.equal(cells(kept, name), cells(batch, name).slice(1));
    assert.equal(cells(throughFrame(kept), 'time'), cells(batch, 'time').slice(1));
  }
});

test('replaceColumns() reorders, drops and replaces without touching the rest', () => {
  for (const batch of [batchOf(SIX, 3), throughFrame(batchOf(SIX, 3))]) {
    const size: Column = { type: 'integer', values: BigInt64Array.from([7n, 8n, 9n]) };
    const changed = batch.replaceColumns(
      [
        { name: 'name', type: 'text' },
        { name: 'size', type: 'integer' },
      ],
      new Map([['size', size]]),
    );
    assert.equal(
      changed.schema.map(({ name }) => name),
      ['name', 'size'],
    );
    assert.equal(cells(changed, 'size'), [7n, 8n, 9n]);
    assert.equal(cells(changed, 'name'), cells(batch, 'name'));
    assert.equal(changed.frame.columns, ['name', 'size']);
    assert.equal(cells(throughFrame(changed), 'size'), [7n, 8n, 9n]);
    assert.equal(cells(throughFrame(changed), 'name'), cells(batch, 'name'));
    assert.equal(cells(batch, 'size'), [0.1, null, -1e300]);
  }
});

test('any columns survive a frame', () => {
  const types: ColumnType[] = ['boolean', 'integer', 'number', 'text', 'date', 'timestamp'];
  const column = (rows: number) =>
    fc.constantFrom(...types).chain((type) =>
      fc.tuple(fc.array(fc.boolean(), { minLength: rows, maxLength: rows }), columnArbitrary(type, rows)).map(([nulls, values]): Column => {
        const valid = nulls.includes(true) ? Uint8Array.from(nulls, (isNull) => (isNull ? 0 : 1)) : undefined;
        return { ...values, valid } as Column;
      }),
    );
  fc.assert(
    fc.property(
      fc.nat(5).chain((rows) => fc.tuple(fc.constant(rows), fc.array(column(rows), { minLength: 1, maxLength: 3 }))),
      ([rows, list]) => {
        const before = batchOf(Object.fromEntries(list.map((item, index) => [`c${index}`, item])), rows);
        const after = throughFrame(before);
        assert.equal(after.schema, before.schema);
        for (const { name } of before.schema) assert.equal(cells(after, name), cells(before, name));
      },
    ),
    { numRuns: 25 },
  );
});

function columnArbitrary(type: ColumnType, rows: number): fc.Arbitrary<Column> {
  const many = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: rows, maxLength: rows });
  switch (type) {
    case 'boolean':
      return many(fc.nat(1)).map((values) => ({ type, values: Uint8Array.from(values) }));
    case 'integer':
      return many(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })).map((values) => ({ type, values: BigInt64Array.from(values) }));
    case 'number':
      return many(fc.double({ noNaN: true })).map((values) => ({ type, values: Float64Array.from(values) }));
    case 'text':
      return many(fc.string()).map((texts) => {
        const dictionary = [...new Set(texts)];
        return { type, codes: Uint32Array.from(texts, (text) => dictionary.indexOf(text)), dictionary };
      });
    case 'date':
      return many(fc.integer({ min: -700_000, max: 100_000 })).map((values) => ({
        type,
        values: Float64Array.from(values, (day) => day * DAY),
      }));
    case 'timestamp':
      return many(fc.integer({ min: -(2 ** 53), max: 2 ** 53 })).map((values) => ({ type, values: Float64Array.from(values) }));
  }
}

test.run();
