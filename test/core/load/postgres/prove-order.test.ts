import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceError } from '../../../../src/core/errors.ts';
import type { Column } from '../../../../src/core/frame/types.ts';
import { createOrderProof } from '../../../../src/core/load/postgres/prove-order.ts';

const test = suite('load/postgres/prove-order');

function integers(...values: (number | bigint | null)[]): Column {
  const valid = Uint8Array.from(values, (value) => (value === null ? 0 : 1));
  return {
    type: 'integer',
    values: BigInt64Array.from(values, (value) => BigInt(value ?? 0)),
    valid: valid.includes(0) ? valid : undefined,
  };
}

function texts(dictionary: string[], ...codes: number[]): Column {
  return { type: 'text', codes: Uint32Array.from(codes), dictionary };
}

function numbers(...values: number[]): Column {
  return { type: 'number', values: Float64Array.from(values) };
}

function failure(orderBy: string[], ...batches: Record<string, Column>[]): SourceError | undefined {
  const prove = createOrderProof(orderBy);
  try {
    for (const batch of batches) {
      const [first] = Object.values(batch);
      prove(new Map(Object.entries(batch)), first.type === 'text' ? first.codes.length : first.values.length);
    }
  } catch (thrown) {
    assert.ok(thrown instanceof SourceError, String(thrown));
    assert.is(thrown.outage, false);
    return thrown;
  }
  return undefined;
}

test('distinct keys pass, over any number of batches', () => {
  assert.is(
    failure(['id'], { id: integers(1, 2) }, { id: integers(3) }, { id: integers() }, { id: integers(4, 5n + 2n ** 40n) }),
    undefined,
  );
});

test('a tie is refused with both rows and their key', () => {
  const thrown = failure(['carrier', 'n'], { carrier: texts(['AA', 'DL'], 0, 1, 1), n: integers(7, 7, 7) });
  assert.is(thrown?.code, 'OADS_SOURCE_ORDER_TIE');
  assert.is(
    thrown?.message,
    'expected `order_by` to tell every two rows apart, got row 2 (carrier = "DL", n = 7) and row 3 (carrier = "DL", n = 7)',
  );
  assert.equal(thrown?.details?.rows, [2, 3]);
});

test('a tie across the border of two batches is refused', () => {
  assert.equal(failure(['id'], { id: integers(1, 2) }, { id: integers() }, { id: integers(2, 3) })?.details?.rows, [2, 3]);
  const crossed = failure(['t'], { t: texts(['b', 'a'], 1, 0) }, { t: texts(['b'], 0) });
  assert.equal(crossed?.details?.rows, [2, 3]);
});

test('the same code in two batches is not the same text', () => {
  assert.is(failure(['t'], { t: texts(['a'], 0) }, { t: texts(['b'], 0) }), undefined);
});

test('remembers the last row although its memory is given away', () => {
  const prove = createOrderProof(['id']);
  const batch = integers(1, 2) as Extract<Column, { type: 'integer' }>;
  prove(new Map([['id', batch]]), 2);
  structuredClone(batch.values, { transfer: [batch.values.buffer as ArrayBuffer] });
  assert.throws(() => prove(new Map([['id', integers(2)]]), 1), /row 2 .* and row 3/);
});

test('integers that differ in one half are different', () => {
  assert.is(failure(['id'], { id: integers(1, 1n + 2n ** 32n, 2n + 2n ** 32n) }), undefined);
});

test('a double NaN equals NaN, and 0 equals -0, as in PostgreSQL', () => {
  assert.is(failure(['x'], { x: numbers(1, Number.NaN, Number.NaN) })?.code, 'OADS_SOURCE_ORDER_TIE');
  assert.is(failure(['x'], { x: numbers(Number.NaN) }, { x: numbers(Number.NaN) })?.code, 'OADS_SOURCE_ORDER_TIE');
  assert.is(failure(['x'], { x: numbers(-0, 0) })?.code, 'OADS_SOURCE_ORDER_TIE');
});

test('a null in the key is refused with its row', () => {
  const thrown = failure(['id', 'n'], { id: integers(1, 2), n: integers(1, 1) }, { id: integers(3, 4), n: integers(1, null) });
  assert.is(thrown?.code, 'OADS_SOURCE_ORDER_NULL');
  assert.match(thrown?.message ?? '', /"n" of every row, got null in row 4: id = 4, n = null$/);
});

test('finds exactly the ties that a set of keys finds, wherever the batches end', () => {
  const keys = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 5 }), (unsorted, size) => {
      const sorted = unsorted.toSorted(([a, b], [c, d]) => a - c || b - d);
      const batches = [];
      for (let at = 0; at < sorted.length; at += size) {
        const part = sorted.slice(at, at + size);
        batches.push({ a: integers(...part.map(([a]) => a)), b: numbers(...part.map(([, b]) => b)) });
      }
      const isUnique = new Set(sorted.map(String)).size === sorted.length;
      assert.is(failure(['a', 'b'], ...batches)?.code, isUnique ? undefined : 'OADS_SOURCE_ORDER_TIE');
    }),
  );
});

test('values of hidden columns are not shown', () => {
  const hides = (column: string) => column === 'ssn';
  const columns = new Map<string, Column>([
    ['ssn', texts(['078-05-1120'], 0, 0)],
    ['n', integers(7, 7)],
  ]);
  const prove = createOrderProof(['ssn', 'n'], hides);
  assert.throws(
    () => prove(columns, 2),
    (error: SourceError) => {
      assert.match(error.message, /got row 1 \(ssn = \(hidden\), n = 7\) and row 2/);
      assert.equal(error.details, { rows: [1, 2], orderBy: ['ssn', 'n'], key: ['(hidden)', 7] });
      return true;
    },
  );
  const nulls = createOrderProof(['n', 'ssn'], hides);
  assert.throws(() => nulls(new Map([...columns, ['n', integers(null, 7)]]), 2), /row 1: n = null, ssn = \(hidden\)$/);
  const hiddenNull = createOrderProof(['n'], () => true);
  assert.throws(() => hiddenNull(new Map([['n', integers(null)]]), 1), /n = null$/);
});

test.run();
