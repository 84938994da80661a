import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAsOf } from '../../src/cli/base-command.ts';
import { UsageError } from '../../src/core/errors.ts';

const test = suite('cli/parse-as-of');

test('an instant, with or without a zone; a date is its midnight', () => {
  for (const [text, expected] of [
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2026-11-01T06:30', '2026-11-01T06:30:00.000Z'],
    ['2026-11-01 06:30:15.25', '2026-11-01T06:30:15.250Z'],
    ['2026-11-01T00:00:00+02:00', '2026-10-31T22:00:00.000Z'],
    ['2026-11-01T00:00:00Z', '2026-11-01T00:00:00.000Z'],
  ])
    assert.is(parseAsOf(text)?.toISOString(), expected, text);
  assert.is(parseAsOf(undefined), undefined);
});

test('days and hours that do not exist are refused', () => {
  for (const text of [
    '2026-02-30',
    '2026-02-29T00:00:00Z',
    '2026-13-01',
    '2026-04-31T12:00:00',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01x',
    '',
    'yesterday',
    '２０２６-01-01',
  ]) {
    try {
      parseAsOf(text);
    } catch (error) {
      assert.instance(error, UsageError);
      assert.is((error as UsageError).code, 'OADS_USAGE_AS_OF');
      continue;
    }
    assert.unreachable(`expected ${text} to be refused`);
  }
});

test.run();
