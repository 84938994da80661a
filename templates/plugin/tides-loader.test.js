import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readReading } from './tides-loader.js';

test('a reading has a gauge, a time and two heights', () => {
  const measured = new Date('2026-01-01T00:00:00Z');
  assert.deepEqual(readReading('A;2026-01-01T00:00:00Z;1.2;'), { gauge: 'A', measured, before: 1.2, height: null });
});

test('a damaged line says what is wrong with it', () => {
  assert.deepEqual(readReading('A;yesterday;1;2'), { gauge: 'A', problem: 'expected a time, got "yesterday"' });
  assert.equal(readReading('A').problem, 'expected 4 fields, got 1');
});
