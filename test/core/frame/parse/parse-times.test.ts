import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatMicros } from '../../../../src/core/frame/cell.ts';
import { parseTimestamp } from '../../../../src/core/frame/parse/parse-times.ts';

const test = suite('frame/parse-times');

function parse(text: string): number {
  const bytes = Buffer.from(`x${text}9`);
  return parseTimestamp(bytes, 1, bytes.length - 1);
}

/** Date.parse agrees with ISO 8601 in this form. */
const millis = (iso: string) => Date.parse(iso) * 1000;

test('reads dates, minutes, seconds and fractions', () => {
  assert.is(parse('1970-01-01'), 0);
  assert.is(parse('2024-02-29'), millis('2024-02-29T00:00:00Z'));
  assert.is(parse('2024-02-29T23:59'), millis('2024-02-29T23:59:00Z'));
  assert.is(parse('2024-02-29 23:59:58'), millis('2024-02-29T23:59:58Z'));
  assert.is(parse('2024-02-29T23:59:58.5'), millis('2024-02-29T23:59:58.500Z'));
  assert.is(parse('1969-12-31T23:59:59.999999'), -1);
  assert.is(parse('2024-02-29T23:59:58.123456789Z'), millis('2024-02-29T23:59:58.123Z') + 456);
  assert.is(parse('0001-01-01'), millis('0001-01-01T00:00:00Z'));
});

test('a zone shifts to UTC', () => {
  assert.is(parse('2024-01-01T00:00:00Z'), millis('2024-01-01T00:00:00Z'));
  assert.is(parse('2024-01-01t00:00:00z'), millis('2024-01-01T00:00:00Z'));
  for (const zone of ['+05:30', '+0530']) assert.is(parse(`2024-01-01T00:00:00${zone}`), millis('2023-12-31T18:30:00Z'));
  assert.is(parse('2024-01-01T00:00-08'), millis('2024-01-01T08:00:00Z'));
});

const WRONG = [
  '',
  '2024',
  '2024-1-1',
  '2024-13-01',
  '2024-00-01',
  '2024-01-00',
  '2023-02-29',
  '1900-02-29',
  '2024-04-31',
  '0000-01-01',
  '2024/01/01',
  '2024-01-01T',
  '2024-01-01T1',
  '2024-01-01T24:00',
  '2024-01-01T23:60',
  '2024-01-01T23:59:60',
  '2024-01-01T23:59:',
  '2024-01-01T23:59:00.',
  '2024-01-01X23:59',
  '2024-01-01T23:59:00ZZ',
  '2024-01-01T23:59:00+',
  '2024-01-01T23:59:00+5',
  '2024-01-01T23:59:00+24:00',
  '2024-01-01T23:59:00+05:3',
  '2024-01-01Z',
  '2-Jun-06',
  '٢٠٢٤-٠١-٠١',
  '2024-01-01T23.59',
  '2024-01-01T23:59:00 UTC',
];
for (const text of WRONG) test(`"${text}" is no time`, () => assert.ok(Number.isNaN(parse(text))));

test('2000 was a leap year', () => assert.is(parse('2000-02-29'), millis('2000-02-29T00:00:00Z')));

test('any instant that is written reads back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_135_596_800_000_000, max: 2 ** 53 - 1 }).filter(Number.isSafeInteger), (micros) => {
      assert.is(parse(formatMicros(micros)), micros);
    }),
    { numRuns: 2000 },
  );
});

test.run();
