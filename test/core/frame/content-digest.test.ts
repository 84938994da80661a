import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Batch } from '../../../src/core/frame/batch.ts';
import { ContentDigest } from '../../../src/core/frame/content-digest.ts';
import type { Column } from '../../../src/core/frame/types.ts';
import { cutBatch, makeBatch, type Value } from '../check/make-batch.ts';

const test = suite('frame/content-digest');

type Rows = Record<string, Value[]>;

function digestOf(...batches: Batch[]): string {
  const digest = new ContentDigest();
  for (const batch of batches) digest.update(batch);
  return digest.hex();
}

const ROWS: Rows = {
  'id:integer': [1, 2, -3],
  'delay:number': [0.5, -1, 2],
  'late:boolean': [true, false, true],
  'origin:text': ['SFO', '', 'ü,"x"'],
  'day:date': ['2001-06-30', '1969-12-31', '2001-01-01'],
  'at:timestamp': ['2001-06-30T12:00:00Z', '1969-12-31T23:59:59Z', '2001-01-01T00:00:00Z'],
};
const BEFORE = digestOf(makeBatch(ROWS));

const OTHER: Record<string, Value> = {
  'id:integer': 7,
  'delay:number': 0.25,
  'late:boolean': null,
  'origin:text': 'JFK',
  'day:date': '1999-01-01',
  'at:timestamp': '1999-01-01T00:00:00.001Z',
};

test('a sha256, and the number of rows', () => {
  assert.match(BEFORE, /^[0-9a-f]{64}$/);
  const digest = new ContentDigest();
  assert.is(digest.rows, 0);
  digest.update(makeBatch(ROWS));
  digest.update(makeBatch(ROWS));
  assert.is(digest.rows, 6);
});

test('asking for it does not change it', () => {
  const digest = new ContentDigest();
  digest.update(makeBatch(ROWS));
  assert.is(digest.hex(), digest.hex());
  digest.update(makeBatch(ROWS));
  assert.is(digest.hex(), digestOf(makeBatch(ROWS), makeBatch(ROWS)));
});

test('property: does not depend on where batches end, nor on empty batches between', () => {
  const rows = fc.record({
    a: fc.option(fc.integer()),
    b: fc.option(fc.string({ maxLength: 3 })),
    c: fc.option(fc.boolean()),
    d: fc.double(),
  });
  fc.assert(
    fc.property(fc.array(rows, { minLength: 1, maxLength: 20 }), fc.array(fc.nat(20), { maxLength: 4 }), (drawn, cuts) => {
      const given: Rows = {
        'a:integer': drawn.map(({ a }) => a),
        'b:text': drawn.map(({ b }) => b),
        'c:boolean': drawn.map(({ c }) => c),
        'd:number': drawn.map(({ d }) => d),
      };
      const empty = makeBatch(Object.fromEntries(Object.keys(given).map((key) => [key, []])));
      const parts = cutBatch(given, cuts).flatMap((batch) => [empty, batch]);
      assert.is(digestOf(...parts, empty), digestOf(makeBatch(given)));
    }),
    { seed: 1 },
  );
});

test('every cell counts', () => {
  const digests = new Set([BEFORE]);
  for (const [heading, values] of Object.entries(ROWS)) {
    values.forEach((_, row) => {
      digests.add(digestOf(makeBatch({ ...ROWS, [heading]: values.with(row, OTHER[heading]) })));
    });
  }
  assert.is(digests.size, 1 + 6 * 3);
});

test('a null counts, and is neither 0 nor the empty text', () => {
  const digests = new Set([BEFORE]);
  for (const [heading, values] of Object.entries(ROWS)) digests.add(digestOf(makeBatch({ ...ROWS, [heading]: values.with(1, null) })));
  assert.is(digests.size, 7);
  assert.is.not(digestOf(makeBatch({ 'a:number': [0] })), digestOf(makeBatch({ 'a:number': [null] })));
  assert.is.not(digestOf(makeBatch({ 'a:number': [NaN] })), digestOf(makeBatch({ 'a:number': [null] })));
  assert.is.not(digestOf(makeBatch({ 'a:text': [''] })), digestOf(makeBatch({ 'a:text': [null] })));
});

test('names, types, and the order of rows and columns count', () => {
  const reversed = Object.fromEntries(Object.entries(ROWS).map(([heading, values]) => [heading, values.toReversed()]));
  const { 'id:integer': ids, ...others } = ROWS;
  const digests = [
    BEFORE,
    digestOf(makeBatch(reversed)),
    digestOf(makeBatch({ ...others, 'id:integer': ids })),
    digestOf(makeBatch({ 'key:integer': ids, ...others })),
    digestOf(makeBatch({ 'id:number': ids, ...others })),
    digestOf(makeBatch(others)),
    digestOf(makeBatch(ROWS), makeBatch(ROWS)),
    digestOf(),
    digestOf(makeBatch({ 'a:date': [], 'b:text': [] })),
    digestOf(makeBatch({ 'a:timestamp': [], 'b:text': [] })),
  ];
  assert.is(new Set(digests).size, digests.length);
});

test('text cannot slip from one cell into the next', () => {
  const pairs = [
    ['ab', 'c'],
    ['a', 'bc'],
    ['abc', ''],
    ['', 'abc'],
    ['a\0\0\0\0', 'b'],
    ['a', '\0\0\0\0b'],
  ];
  assert.is(new Set(pairs.map((values) => digestOf(makeBatch({ 'a:text': values })))).size, pairs.length);
});

function columnDigest(column: Column, rows: number): string {
  return digestOf(Batch.fromColumns([{ name: 'a', type: column.type }], new Map([['a', column]]), rows));
}

test('what lies under a null does not count', () => {
  const valid = Uint8Array.of(1, 0);
  const twins: [Column, Column][] = [
    [
      { type: 'integer', values: BigInt64Array.of(1n, 5n), valid },
      { type: 'integer', values: BigInt64Array.of(1n, -9n), valid },
    ],
    [
      { type: 'number', values: Float64Array.of(1, NaN), valid },
      { type: 'number', values: Float64Array.of(1, 3), valid },
    ],
    [
      { type: 'boolean', values: Uint8Array.of(1, 1), valid },
      { type: 'boolean', values: Uint8Array.of(1, 0), valid },
    ],
    [
      { type: 'text', codes: Uint32Array.of(0, 1), dictionary: ['x', 'long'], valid },
      { type: 'text', codes: Uint32Array.of(0, 0), dictionary: ['x'], valid },
    ],
  ];
  for (const [one, other] of twins) assert.is(columnDigest(one, 2), columnDigest(other, 2), one.type);
});

test('nor do dictionaries, an all-ones mask, or the bits of a NaN', () => {
  assert.is(
    columnDigest({ type: 'text', codes: Uint32Array.of(0, 0), dictionary: ['x'] }, 2),
    columnDigest({ type: 'text', codes: Uint32Array.of(2, 1), dictionary: ['y', 'x', 'x'] }, 2),
  );
  assert.is(
    columnDigest({ type: 'number', values: Float64Array.of(1) }, 1),
    columnDigest({ type: 'number', values: Float64Array.of(1), valid: Uint8Array.of(1) }, 1),
  );
  const negative = new Float64Array(BigUint64Array.of(0xfff8_0000_0000_0001n).buffer);
  assert.is(columnDigest({ type: 'number', values: negative }, 1), columnDigest({ type: 'number', values: Float64Array.of(NaN) }, 1));
});

test('a view into a larger buffer counts as its own values', () => {
  const values = Float64Array.of(9, 1, 2, 9).subarray(1, 3);
  assert.is(columnDigest({ type: 'number', values }, 2), columnDigest({ type: 'number', values: Float64Array.of(1, 2) }, 2));
});

test.run();
