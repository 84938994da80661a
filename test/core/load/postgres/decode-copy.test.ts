import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceError } from '../../../../src/core/errors.ts';
import { cellAt } from '../../../../src/core/frame/cell.ts';
import type { Column } from '../../../../src/core/frame/types.ts';
import type { CopyField } from '../../../../src/core/load/postgres/column-types.ts';
import { type CopyBatch, createCopyDecoder } from '../../../../src/core/load/postgres/decode-copy.ts';
import { ServerError } from '../../../../src/core/load/postgres/server-error.ts';
import { anyCharacter } from '../../../support/any-character.ts';
import { copyHeader, copyRow, copyStream, float64, int16, int32, int64, message, serverError, type WireValue } from './copy-bytes.ts';

const test = suite('load/postgres/decode-copy');

const FIELDS: CopyField[] = [
  { name: 'id', type: 'integer', wire: 'int8' },
  { name: 'x', type: 'number', wire: 'float8' },
  { name: 'ok', type: 'boolean', wire: 'bool' },
  { name: 'name', type: 'text', wire: 'text' },
  { name: 'key', type: 'text', wire: 'uuid' },
  { name: 'day', type: 'date', wire: 'date' },
  { name: 'at', type: 'timestamp', wire: 'timestamp' },
  { name: 'seen', type: 'timestamp', wire: 'timestamptz' },
];
const UUID = Buffer.from('00112233445566778899AABBCCDDEEFF', 'hex');
const ROWS: WireValue[][] = [
  [int64(-1n), float64(-0.5), Buffer.from([1]), Buffer.from('é😀'), UUID, int32(0), int64(0n), int64(-1n)],
  [int64(2n ** 63n - 1n), float64(Number.NaN), Buffer.from([0]), Buffer.from(''), UUID, int32(-10_957), int64(1n), int64(0n)],
  [int64(-(2n ** 63n)), null, null, null, null, null, null, null],
  [null, float64(1e308), Buffer.from([1]), Buffer.from('x'.repeat(100)), UUID, int32(8_825), int64(762_480_000_000_004n), int64(5n)],
  [int64(-4_294_967_296n), float64(0), Buffer.from([0]), Buffer.from('é😀'), UUID, int32(1), int64(2n), int64(3n)],
];

function decode(
  bytes: Buffer,
  cuts: readonly number[],
  batchRows: number,
  fields = FIELDS,
): { batches: CopyBatch[]; rest: Buffer | undefined } {
  const batches: CopyBatch[] = [];
  const decoder = createCopyDecoder(fields, { batchRows, onBatch: (batch) => batches.push(batch) });
  let rest: Buffer | undefined;
  const edges = [0, ...[...new Set(cuts)].sort((a, b) => a - b), bytes.length];
  for (let index = 1; index < edges.length; index++) {
    const chunk = bytes.subarray(edges[index - 1], edges[index]);
    // What follows the end belongs to whoever got `rest`.
    rest = rest ? Buffer.concat([rest, chunk]) : decoder.push(Buffer.from(chunk));
  }
  return { batches, rest };
}

function rowsOf(batches: readonly CopyBatch[], fields = FIELDS) {
  return batches.flatMap((batch) =>
    Array.from({ length: batch.rows }, (_, row) => fields.map(({ name }) => cellAt(batch.columns.get(name) as Column, row))),
  );
}

function failure(bytes: Buffer, fields = FIELDS): unknown {
  try {
    decode(bytes, [], 2, fields);
  } catch (thrown) {
    return thrown;
  }
  throw new Error('expected it to throw');
}

const KEY = '00112233-4455-6677-8899-aabbccddeeff';
const EXPECTED = [
  [-1, -0.5, true, 'é😀', KEY, '2000-01-01', '2000-01-01T00:00:00Z', '1999-12-31T23:59:59.999999Z'],
  ['9223372036854775807', null, false, '', KEY, '1970-01-01', '2000-01-01T00:00:00.000001Z', '2000-01-01T00:00:00Z'],
  ['-9223372036854775808', null, null, null, null, null, null, null],
  [null, 1e308, true, 'x'.repeat(100), KEY, '2024-02-29', '2024-02-29T00:00:00.000004Z', '2000-01-01T00:00:00.000005Z'],
  [-4_294_967_296, 0, false, 'é😀', KEY, '2000-01-02', '2000-01-01T00:00:00.000002Z', '2000-01-01T00:00:00.000003Z'],
];

test('decodes every type, with nulls', () => {
  const { batches, rest } = decode(copyStream(FIELDS.length, ROWS), [], 100);
  assert.is(batches.length, 1);
  assert.equal(batches[0].schema[0], { name: 'id', type: 'integer' });
  assert.equal(rowsOf(batches), EXPECTED);
  assert.equal(rest, message('Z', Buffer.from('T')));
});

test('gives the same rows wherever one chunk ends and the next begins', () => {
  const bytes = copyStream(FIELDS.length, ROWS);
  for (let cut = 1; cut < bytes.length; cut++) {
    const { batches, rest } = decode(bytes, [cut], 2);
    assert.equal(
      batches.map(({ rows }) => rows),
      [2, 2, 1],
    );
    assert.equal(rowsOf(batches), EXPECTED, `cut at ${cut}`);
    assert.is(rest?.length, 6);
  }
});

test('gives the same rows for any cuts and batch size', () => {
  const bytes = copyStream(FIELDS.length, ROWS);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 7 }),
      (cuts, batchRows) => {
        const { batches, rest } = decode(bytes, cuts, batchRows);
        assert.equal(rowsOf(batches), EXPECTED);
        assert.ok(batches.every(({ rows }) => rows > 0 && rows <= batchRows));
        assert.is(rest?.length, 6);
      },
    ),
    { numRuns: 100 },
  );
});

test('gives the same rows byte by byte', () => {
  const bytes = copyStream(FIELDS.length, ROWS);
  const cuts = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1);
  assert.equal(rowsOf(decode(bytes, cuts, 3).batches), EXPECTED);
});

test('keeps 64-bit integers and doubles bit for bit', () => {
  const fields = FIELDS.slice(0, 2);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.double()), { minLength: 1 }), (pairs) => {
      const bytes = copyStream(
        2,
        pairs.map(([integer, double]) => [int64(integer), float64(double)]),
      );
      const { batches } = decode(bytes, [], 1000, fields);
      const [id, x] = [batches[0].columns.get('id'), batches[0].columns.get('x')];
      assert.ok(id?.type === 'integer' && x?.type === 'number');
      assert.equal(
        [...id.values],
        pairs.map(([integer]) => integer),
      );
      assert.ok(pairs.every(([, double], row) => Object.is(x.values[row], double)));
    }),
  );
});

test('codes text in the order of first appearance, anew in every batch', () => {
  const fields: CopyField[] = [{ name: 'name', type: 'text', wire: 'text' }];
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom('a', 'b', 'ä', ''), fc.string({ unit: anyCharacter, maxLength: 40 })), { minLength: 1 }),
      (values) => {
        const { batches } = decode(
          copyStream(
            1,
            values.map((value) => [Buffer.from(value)]),
          ),
          [],
          16,
          fields,
        );
        assert.equal(rowsOf(batches, fields).flat(), values);
        for (const batch of batches) {
          const column = batch.columns.get('name');
          assert.ok(column?.type === 'text');
          assert.is(new Set(column.dictionary).size, column.dictionary.length);
          assert.is(Math.max(...column.codes) + 1, column.dictionary.length);
        }
      },
    ),
  );
});

test('finds each of more values than the cache has places', () => {
  const fields: CopyField[] = [{ name: 'name', type: 'text', wire: 'text' }];
  const values = Array.from({ length: 40_000 }, (_, index) => `v${(index * 7919) % 20_000}`);
  const { batches } = decode(
    copyStream(
      1,
      values.map((value) => [Buffer.from(value)]),
    ),
    [],
    65_536,
    fields,
  );
  const column = batches[0].columns.get('name');
  assert.ok(column?.type === 'text');
  assert.is(column.dictionary.length, 20_000);
  assert.ok(values.every((value, row) => column.dictionary[column.codes[row]] === value));
});

test('has no validity bytes without nulls, and memory for its rows alone', () => {
  const { batches } = decode(copyStream(FIELDS.length, [ROWS[0]]), [], 1000);
  for (const column of batches[0].columns.values()) {
    const values = column.type === 'text' ? column.codes : column.values;
    assert.is(column.valid, undefined);
    assert.is(values.length, 1);
    assert.is(values.buffer.byteLength, values.byteLength);
  }
});

test('marks nulls of its own batch only', () => {
  const { batches } = decode(copyStream(FIELDS.length, ROWS), [], 2);
  assert.equal(
    batches.map(({ columns }) => columns.get('x')?.valid),
    [undefined, Uint8Array.of(0, 1), undefined],
  );
});

test('an empty result is one batch of 0 rows with the schema', () => {
  const { batches } = decode(copyStream(FIELDS.length, []), [], 10);
  assert.equal(
    batches.map(({ rows }) => rows),
    [0],
  );
  assert.equal(
    [...batches[0].columns.keys()],
    FIELDS.map(({ name }) => name),
  );
  assert.is((batches[0].columns.get('id') as { values: BigInt64Array }).values.length, 0);
});

test('a result of exactly one batch has no empty one after it', () => {
  assert.equal(
    decode(copyStream(FIELDS.length, ROWS), [], ROWS.length).batches.map(({ rows }) => rows),
    [ROWS.length],
  );
});

test('skips notices, settings, and an extension of the header', () => {
  const fields = FIELDS.slice(0, 1);
  const bytes = Buffer.concat([
    message('N', Buffer.from('SNOTICE\0\0')),
    message('d', copyHeader(1, Buffer.from('extra'))),
    message('S', Buffer.from('TimeZone\0UTC\0')),
    message('d', copyRow([int64(7n)])),
    message('A', Buffer.alloc(8)),
    message('d', int16(-1)),
    message('c', Buffer.alloc(0)),
    message('C', Buffer.from('COPY 1\0')),
    message('Z', Buffer.from('T')),
    message('N', Buffer.alloc(1)),
  ]);
  const { batches, rest } = decode(bytes, [], 10, fields);
  assert.equal(rowsOf(batches, fields), [[7]]);
  assert.is(rest?.length, 12);
});

test('gives back what follows the copy, wherever it was cut', () => {
  const after = message('N', Buffer.from('SNOTICE\0\0'));
  const bytes = Buffer.concat([copyStream(1, [[int64(1n)]]), after]);
  for (let cut = bytes.length - 20; cut < bytes.length; cut++) {
    assert.equal(decode(bytes, [cut], 2, FIELDS.slice(0, 1)).rest, Buffer.concat([message('Z', Buffer.from('T')), after]), `cut at ${cut}`);
  }
});

test('an error of the server is thrown with its SQLSTATE, after the full batches', () => {
  const bytes = copyStream(FIELDS.length, ROWS);
  const half = bytes.subarray(0, bytes.length - 6 - 12 - 5 - 7);
  const batches: CopyBatch[] = [];
  const decoder = createCopyDecoder(FIELDS, { batchRows: 2, onBatch: (batch) => batches.push(batch) });
  decoder.push(half);
  assert.throws(
    () => decoder.push(serverError({ S: 'FATAL', V: 'FATAL', C: '57P01', M: 'terminating connection', D: 'why', H: 'do' })),
    (thrown: unknown) =>
      thrown instanceof ServerError && thrown.code === '57P01' && thrown.message === 'terminating connection' && thrown.detail === 'why',
  );
  assert.is(batches.length, 2);
});

test('infinite times are refused by their column', () => {
  const infinities: [string, Buffer, RegExp][] = [
    ['day', int32(0x7fffffff), /date in column "day", got infinity/],
    ['day', int32(-0x80000000), /got -infinity/],
    ['at', int64(2n ** 63n - 1n), /timestamp in column "at", got infinity/],
    ['seen', int64(-(2n ** 63n)), /column "seen", got -infinity/],
  ];
  for (const [name, bytes, pattern] of infinities) {
    const thrown = failure(
      copyStream(1, [[bytes]]),
      FIELDS.filter((field) => field.name === name),
    );
    assert.ok(thrown instanceof SourceError && thrown.code === 'OADS_SOURCE_INFINITE_TIME' && !thrown.outage);
    assert.match(thrown.message, pattern);
  }
});

test('text that is no UTF-8 is refused, U+FFFD itself is text', () => {
  const fields = FIELDS.filter(({ name }) => name === 'name');
  const thrown = failure(copyStream(1, [[Buffer.from([0x61, 0xff])]]), fields);
  assert.ok(thrown instanceof SourceError && thrown.code === 'OADS_SOURCE_ENCODING');
  assert.equal(rowsOf(decode(copyStream(1, [[Buffer.from('\uFFFD')]]), [], 2, fields).batches, fields), [['\uFFFD']]);
});

test('a malformed stream is a source error', () => {
  const [id] = FIELDS;
  const end = [message('c', Buffer.alloc(0)), message('C', Buffer.from('COPY 0\0')), message('Z', Buffer.from('T'))];
  const data = (...parts: Buffer[]) => message('d', Buffer.concat(parts));
  const streams: Record<string, Buffer> = {
    'another signature': data(Buffer.alloc(19)),
    'a short header': data(copyHeader().subarray(0, 18)),
    'an extension beyond the message': data(copyHeader(0, Buffer.alloc(4)).subarray(0, 20)),
    'critical flags': data(copyHeader(0x10000)),
    'too few values': data(copyHeader(), copyRow([])),
    'too many values': data(copyHeader(), copyRow([null, null])),
    'a short row': data(copyHeader(), copyRow([int64(1n)]).subarray(0, 9)),
    'no length': data(copyHeader(), int16(1), Buffer.from([0, 0])),
    'half a count': data(copyHeader(), Buffer.from([0])),
    'a length of -2': data(copyHeader(), int16(1), int32(-2)),
    'a wrong length': data(copyHeader(), copyRow([int32(1)])),
    'rows after the trailer': data(copyHeader(), int16(-1), copyRow([int64(1n)])),
    'the text format': message('H', Buffer.from([0, 0, 1, 0, 0])),
    'no trailer': Buffer.concat([data(copyHeader()), ...end]),
    'no CopyDone': Buffer.concat([data(copyHeader(), int16(-1)), end[1]]),
    'no CommandComplete': Buffer.concat([data(copyHeader(), int16(-1)), end[0], end[2]]),
    'rows lost on the way': copyStream(1, [[int64(1n)]], 'COPY 2'),
    'an unknown message': message('?', Buffer.alloc(0)),
    'a message of 3 bytes': Buffer.from([0x64, 0, 0, 0, 3]),
    'a message of 2 GB': Buffer.from([0x64, 0x7f, 0xff, 0xff, 0xff]),
    'an HTTP server': Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
  };
  for (const [name, bytes] of Object.entries(streams)) {
    const thrown = failure(bytes, [id]);
    assert.ok(thrown instanceof SourceError, name);
    assert.is(thrown.code, 'OADS_SOURCE_MALFORMED', name);
  }
});

test('any damage to a byte gives rows or an error of ours, never another', () => {
  const bytes = copyStream(FIELDS.length, ROWS);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
      const damaged = Buffer.from(bytes);
      damaged[at] = value;
      try {
        decode(damaged, [], 2);
      } catch (thrown) {
        assert.ok(thrown instanceof SourceError || thrown instanceof ServerError, String(thrown));
      }
    }),
    { numRuns: 400 },
  );
});

test.run();
