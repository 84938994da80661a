import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConfigError } from '../../../../src/core/errors.ts';
import { formatInstant } from '../../../../src/core/load/postgres/format-instant.ts';

const test = suite('load/postgres/format-instant');

test('instants become UTC with microseconds', () => {
  const cases: [string, string][] = [
    ['2026-01-31T00:00:00Z', '2026-01-31 00:00:00.000000'],
    ['2026-01-31', '2026-01-31 00:00:00.000000'],
    ['2026-01-31T10:20', '2026-01-31 10:20:00.000000'],
    ['2026-01-31 10:20:30.5', '2026-01-31 10:20:30.500000'],
    ['2026-01-31T10:20:30.1234567Z', '2026-01-31 10:20:30.123456'],
    ['2026-01-01T01:00:00+02:00', '2025-12-31 23:00:00.000000'],
    ['2025-12-31T23:30:00-0130', '2026-01-01 01:00:00.000000'],
    ['2024-02-29t00:00:00z', '2024-02-29 00:00:00.000000'],
    ['0001-01-01', '0001-01-01 00:00:00.000000'],
  ];
  for (const [instant, expected] of cases) assert.is(formatInstant(instant, 'from'), expected, instant);
});

test('agrees with Date on every ISO string of its own', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true }), (date) => {
      assert.is(formatInstant(date.toISOString(), 'from'), date.toISOString().replace('T', ' ').replace('Z', '000'));
    }),
  );
});

test('what is no instant is refused', () => {
  const wrong = ['', 'now', '2026-02-30', '2026-13-01', '2026-01-01T24:00:00', '2026-01-01T00:61', '2026-1-1', '0000-01-01', '10000-01-01'];
  for (const instant of [...wrong, '2026-01-01T00:00:00+0', '2026-01-01T00:00+01:99', "2026-01-01'", '0001-01-01T00:00:00+01:00']) {
    assert.throws(
      () => formatInstant(instant, 'to'),
      (thrown: unknown) => thrown instanceof ConfigError && thrown.message.includes('`to`'),
      instant,
    );
  }
});

test.run();
