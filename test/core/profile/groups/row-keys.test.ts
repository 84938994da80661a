import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Batch } from '../../../../src/core/frame/batch.ts';
import type { Column } from '../../../../src/core/frame/types.ts';
import { describeGrouping, type Grouping, keyRows } from '../../../../src/core/profile/groups/grouping.ts';

const test = suite('profile/groups/row-keys');

const micros = (iso: string) => Date.parse(iso) * 1000;
const TIMES = ['2026-03-02T00:00:00Z', '2026-03-02T05:59:59Z', '2026-03-08T23:59:59Z', '1969-12-31T23:00:00Z'];
const columns = new Map<string, Column>([
  ['carrier', { type: 'text', codes: Uint32Array.of(0, 1, 1, 0), dictionary: ['AA', 'UA'], valid: Uint8Array.of(1, 1, 1, 0) }],
  ['gate', { type: 'integer', values: BigInt64Array.of(7n, 7n, 8n, 7n) }],
  ['at', { type: 'timestamp', values: Float64Array.from(TIMES, micros), valid: Uint8Array.of(1, 1, 1, 1) }],
]);
const batch = Batch.fromColumns(
  [
    { name: 'carrier', type: 'text' },
    { name: 'gate', type: 'integer' },
    { name: 'at', type: 'timestamp' },
  ],
  columns,
  4,
);

const keysBy = (grouping: Grouping) => {
  const { codes, keys } = keyRows(batch, grouping);
  return [...codes].map((code) => keys[code]);
};

test('a segment is the values of its columns, taken together; a null is one of them', () => {
  assert.equal(keysBy({ kind: 'segment', columns: ['carrier'] }), [['AA'], ['UA'], ['UA'], [null]]);
  assert.equal(keysBy({ kind: 'segment', columns: ['gate', 'carrier'] }), [
    ['7', 'AA'],
    ['7', 'UA'],
    ['8', 'UA'],
    ['7', null],
  ]);
});

test('a phase is parts of the time in UTC, weekday before hour, then the columns', () => {
  const season: Grouping = { kind: 'season', column: 'at', parts: ['hour', 'weekday'], bucketHours: 6, columns: ['gate'] };
  assert.equal(describeGrouping(season), ['weekday(at)', 'hour/6(at)', 'gate']);
  assert.equal(keysBy(season), [
    ['Mon', '00-05', '7'],
    ['Mon', '00-05', '7'],
    ['Sun', '18-23', '8'],
    ['Wed', '18-23', '7'],
  ]);
  assert.equal(
    keysBy({ ...season, parts: ['month'], columns: [] }).map(([month]) => month),
    ['Mar', 'Mar', 'Mar', 'Dec'],
  );
});

test('a row without a time has no phase', () => {
  const without = Batch.fromColumns(
    [{ name: 'at', type: 'timestamp' }],
    new Map<string, Column>([['at', { type: 'timestamp', values: new Float64Array(1), valid: Uint8Array.of(0) }]]),
    1,
  );
  const { codes, keys } = keyRows(without, { kind: 'season', column: 'at', parts: ['hour', 'weekday'], bucketHours: 12, columns: [] });
  assert.equal(keys[codes[0]], [null, null]);
});

test.run();
