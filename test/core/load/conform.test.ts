import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Batch } from '../../../src/core/frame/batch.ts';
import { cellAt } from '../../../src/core/frame/cell.ts';
import { loadPolars } from '../../../src/core/frame/polars.ts';
import { readCsv } from '../../../src/core/frame/read/read-csv.ts';
import type { Column, ColumnType, Schema } from '../../../src/core/frame/types.ts';
import { conformBatch } from '../../../src/core/load/conform.ts';

const test = suite('load/conform');
await loadPolars();

function batchOf(columns: Record<string, Column>, rows: number, offset = 0): Batch {
  const schema: Schema = Object.entries(columns).map(([name, { type }]) => ({ name, type }));
  return Batch.fromColumns(schema, new Map(Object.entries(columns)), rows, offset);
}

function textOf(texts: (string | null)[]): Column {
  const dictionary = [...new Set(texts.map((text) => text ?? ''))];
  return {
    type: 'text',
    codes: Uint32Array.from(texts, (text) => (text === null ? 999_999 : dictionary.indexOf(text))),
    dictionary,
    valid: texts.includes(null) ? Uint8Array.from(texts, (text) => (text === null ? 0 : 1)) : undefined,
  };
}

function cells(batch: Batch, name: string): unknown[] {
  const column = batch.column(name);
  return Array.from({ length: batch.rows }, (_, row) =>
    column.valid?.[row] === 0 ? null : column.type === 'integer' ? column.values[row] : cellAt(column, row),
  );
}

/** What `column` becomes as `type`: its cells, with `fail` where the value did not read. */
function convert(column: Column, rows: number, type: ColumnType): unknown[] | 'mismatched' {
  const { batch, failures, mismatched } = conformBatch(batchOf({ c: column }, rows), [{ name: 'c', type }]);
  if (mismatched.length > 0) {
    assert.equal(mismatched, [{ column: 'c', expected: type, got: column.type }]);
    return 'mismatched';
  }
  assert.is(batch.schema[0].type, type);
  const failed = failures.get('c');
  return cells(batch, 'c').map((cell, row) => {
    if (failed?.[row] !== 1) return cell;
    assert.is(cell, null, 'a failure is null');
    return 'fail';
  });
}

const TEXTS: [ColumnType, (string | null)[], unknown[]][] = [
  [
    'integer',
    [' 12 ', '-5', '12.0', '1.5', 'NaN', '', '  ', null, '9223372036854775807', 'é'],
    [12n, -5n, 12n, 'fail', 'fail', null, null, null, 2n ** 63n - 1n, 'fail'],
  ],
  [
    'number',
    ['1e3', '-0.5', '\t7', 'NaN', 'nan', 'inf', '-Infinity', '1,5', '', null],
    [1000, -0.5, 7, null, null, 'fail', 'fail', 'fail', null, null],
  ],
  [
    'boolean',
    ['true', 'FALSE', 't', 'f', '1', '0', 'yes', '2', '', null],
    [true, false, true, false, true, false, 'fail', 'fail', null, null],
  ],
  ['date', ['2024-02-29', '2024-02-29T23:59:59Z', '2023-02-29', '29.02.2024', null], ['2024-02-29', '2024-02-29', 'fail', 'fail', null]],
  [
    'timestamp',
    ['2024-02-29', '2024-02-29 10:00', '2024-02-29T10:00:00.5+02:00', 'now', null],
    ['2024-02-29T00:00:00Z', '2024-02-29T10:00:00Z', '2024-02-29T08:00:00.500Z', 'fail', null],
  ],
];
for (const [type, texts, expected] of TEXTS) {
  test(`text as ${type}`, () => assert.equal(convert(textOf(texts), texts.length, type), expected));
}

test('clean text has no validity and no failures', () => {
  const { batch, failures } = conformBatch(batchOf({ c: textOf(['1', '2', '1']) }, 3), [{ name: 'c', type: 'number' }]);
  assert.is(batch.column('c').valid, undefined);
  assert.is(failures.size, 0);
});

const DAY = 86_400_000_000;
const VALID = Uint8Array.from([1, 0, 1]);
const integers: Column = { type: 'integer', values: BigInt64Array.from([1n, 7n, -(2n ** 40n)]), valid: VALID };
const numbers: Column = { type: 'number', values: Float64Array.from([2, 0.5, 0.5]), valid: VALID };
const times: Column = { type: 'timestamp', values: Float64Array.from([-1, 0, DAY + 5]), valid: VALID };

test('between types', () => {
  assert.equal(convert(integers, 3, 'number'), [1, null, -(2 ** 40)]);
  assert.equal(convert(numbers, 3, 'integer'), [2n, null, 'fail']);
  const wild: Column = { type: 'number', values: Float64Array.from([Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60, -3]) };
  assert.equal(convert(wild, 4, 'integer'), [null, 'fail', 'fail', -3n]);
  const bits: Column = { type: 'integer', values: BigInt64Array.from([1n, 0n, 2n, 2n ** 32n + 1n]) };
  assert.equal(convert(bits, 4, 'boolean'), [true, false, 'fail', 'fail']);
  assert.equal(convert({ type: 'boolean', values: Uint8Array.from([1, 0, 1]), valid: VALID }, 3, 'integer'), [1n, null, 1n]);
  assert.equal(convert(times, 3, 'date'), ['1969-12-31', null, '1970-01-02']);
  assert.equal(convert({ type: 'date', values: Float64Array.from([0, 0, DAY]), valid: VALID }, 3, 'timestamp'), [
    '1970-01-01T00:00:00Z',
    null,
    '1970-01-02T00:00:00Z',
  ]);
});

test('what can never be meant is a mismatch and stays as it was', () => {
  const never: [Column, ColumnType][] = [
    [times, 'number'],
    [times, 'integer'],
    [times, 'text'],
    [integers, 'text'],
    [integers, 'timestamp'],
    [numbers, 'date'],
    [numbers, 'boolean'],
    [{ type: 'boolean', values: new Uint8Array(3) }, 'number'],
  ];
  for (const [column, type] of never) assert.is(convert(column, 3, type), 'mismatched');
  const { batch } = conformBatch(batchOf({ c: times }, 3), [{ name: 'c', type: 'number' }]);
  assert.is(batch.column('c').type, 'timestamp');
});

test('columns of the contract come first in its order, the others stay; missing ones are named', () => {
  const batch = batchOf({ extra: times, b: textOf(['1', '2', '3']), a: numbers }, 3, 100);
  const contract: Schema = [
    { name: 'a', type: 'number' },
    { name: 'gone', type: 'text' },
    { name: 'b', type: 'integer' },
  ];
  for (const source of [batch, Batch.fromFrame(batch.frame, 100)]) {
    const { batch: conformed, missing, mismatched } = conformBatch(source, contract);
    assert.equal(
      conformed.schema.map(({ name, type }) => `${name}:${type}`),
      ['a:number', 'b:integer', 'extra:timestamp'],
    );
    assert.equal(missing, ['gone']);
    assert.equal(mismatched, []);
    assert.is(conformed.offset, 100);
    assert.equal(conformed.frame.columns, ['a', 'b', 'extra']);
    assert.equal(cells(Batch.fromFrame(conformed.frame), 'b'), [1n, 2n, 3n]);
  }
});

test('an infinite number is unreadable, in the contract and outside it', () => {
  const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
  const wild: Column = {
    type: 'number',
    values: Float64Array.from([1, inf, -inf, nan, inf]),
    valid: Uint8Array.from([1, 1, 1, 1, 0]),
  };
  assert.equal(convert(wild, 5, 'number'), [1, 'fail', 'fail', null, null]);
  const dense: Column = { type: 'number', values: Float64Array.from([1, inf]) };
  for (const source of [batchOf({ x: dense, y: textOf(['a', 'b']) }, 2), Batch.fromFrame(batchOf({ x: dense }, 2).frame)]) {
    const { batch, failures, originals } = conformBatch(source, []);
    assert.equal(cells(batch, 'x'), [1, null]);
    assert.equal(cells(Batch.fromFrame(batch.frame), 'x'), [1, null]);
    assert.equal([...failures], [['x', Uint8Array.from([0, 1])]]);
    assert.is((originals.get('x') as typeof dense).values[1], inf);
  }
});

test('a batch that fits is handed on as it is', () => {
  const batch = batchOf({ a: numbers, b: times }, 3);
  assert.is(conformBatch(batch, [{ name: 'a', type: 'number' }]).batch, batch);
  assert.is(conformBatch(batch, []).batch, batch);
});

test('no rows', () => {
  const { batch, failures } = conformBatch(batchOf({ c: textOf([]) }, 0), [{ name: 'c', type: 'timestamp' }]);
  assert.equal(batch.schema, [{ name: 'c', type: 'timestamp' }]);
  assert.is(failures.size, 0);
});

const anyText = fc.oneof(
  fc.constantFrom(
    '1',
    '1.5',
    ' 2 ',
    'NaN',
    'inf',
    'true',
    'F',
    '2024-01-01',
    '2024-01-01T10:00+01:00',
    '',
    'x',
    '007',
    '1e3',
    '9223372036854775808',
    '"q"',
  ),
  fc.string({ unit: fc.constantFrom('1', '.', '-', 'e', ' ', 'é', 'T', ':'), maxLength: 5 }),
);

test('a CSV file conforms the same, wherever its batches end', async () => {
  async function conformed(content: string, type: ColumnType, batchRows: number): Promise<unknown[]> {
    const contract: Schema = [{ name: 'c', type }];
    const all: unknown[] = [];
    async function* once() {
      yield Buffer.from(content);
    }
    for await (const read of readCsv('a.csv', once(), { batchRows, contract })) {
      const { batch, failures } = conformBatch(read, contract);
      assert.is(batch.schema[0].type, type);
      all.push(...cells(batch, 'c').map((cell, row) => (failures.get('c')?.[row] === 1 ? 'fail' : cell)));
    }
    return all;
  }
  const types = fc.constantFrom<ColumnType>('integer', 'number', 'boolean', 'date', 'timestamp');
  await fc.assert(
    fc.asyncProperty(fc.array(anyText, { minLength: 1, maxLength: 12 }), types, async (texts, type) => {
      const content = `c,d\n${texts.map((text) => `"${text.replaceAll('"', '""')}",x`).join('\n')}`;
      const whole = convert(textOf(texts), texts.length, type);
      for (const batchRows of [1, 3, 100]) assert.equal(await conformed(content, type, batchRows), whole);
    }),
    { numRuns: 150 },
  );
});

test.run();
