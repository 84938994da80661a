import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { freshnessCheck } from '../../../../src/core/check/builtin/freshness.ts';
import { summarize } from '../judge-rows.ts';
import { makeBatch } from '../make-batch.ts';

const test = suite('check/builtin/freshness');
// As of 2024-05-01T12:00:00Z.
const find = (times: (string | null)[], options: Record<string, unknown> = {}) =>
  summarize(freshnessCheck, [makeBatch({ 'at:timestamp': times })], { column: 'at', max_age: '2h', ...options });

test('an event exactly as old as allowed is fresh', () => {
  assert.is(find(['2024-05-01T10:00:00Z', null, '2024-04-01T00:00:00Z']).passed, true);
  const stale = find(['2024-05-01T09:59:59Z']);
  assert.is(stale.passed, false);
  assert.is(stale.observed, 'newest event 2024-05-01T09:59:59Z');
  assert.match(stale.hint ?? '', /stopped delivering/);
});

test('a future event fails beyond the tolerance and does not hide stale data', () => {
  assert.is(find(['2024-05-01T12:05:00Z']).passed, true);
  const future = find(['2024-05-01T11:00:00Z', '2024-05-01T12:05:01Z']);
  assert.equal([future.passed, future.observed], [false, 'newest event 2024-05-01T11:00:00Z, 1 row in the future']);
  assert.equal(future.samples, [{ row: 1, values: { at: '2024-05-01T12:05:01Z' } }]);
  assert.is(find(['2024-05-01T12:05:01Z'], { future_tolerance: '1h' }).passed, true);
  assert.match(find(['2024-01-01T00:00:00Z', '2030-01-01T00:00:00Z']).hint ?? '', /stopped delivering.*clock/);
});

test('no event time at all is not fresh', () => {
  assert.equal([find([]).passed, find([null]).observed], [false, 'no event time up to the as-of time']);
});

test('the column must hold times', () => {
  const numbers = makeBatch({ 'at:number': [1] });
  assert.throws(() => summarize(freshnessCheck, [numbers], { column: 'at', max_age: '2h' }), /must be a date or timestamp, got number/);
});

test.run();
