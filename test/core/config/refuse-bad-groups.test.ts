import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { refuseBadGroups } from '../../../src/core/config/refuse-bad-groups.ts';
import type { RawConfig } from '../../../src/core/config/schema.ts';

const test = suite('config/refuse-bad-groups');

const CONTRACT = { columns: { carrier: { type: 'text' }, a: { type: 'text' }, b: { type: 'text' }, t: { type: 'timestamp' } } };

function refusal(given: Partial<Record<keyof RawConfig, unknown>>): string | undefined {
  try {
    refuseBadGroups({ contract: CONTRACT, ...given } as unknown as RawConfig, (at, message) => {
      throw new Error(`${at.join('.')}: ${message}`);
    });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test('one segmentation, several, and a season of each kind are fine', () => {
  assert.is(refusal({ segments: ['a', 'b'], segment_limits: { max: 5 } }), undefined);
  assert.is(refusal({ segments: [['a'], ['b', 'a']] }), undefined);
  assert.is(refusal({ season: { column: 't', by: ['weekday', 'hour'], bucket_hours: 6 } }), undefined);
  assert.is(refusal({ season: { columns: ['a'] } }), undefined);
  assert.is(refusal({ contract: undefined, segments: ['x'], season: { columns: ['y'] } }), undefined);
});

for (const [given, expected] of [
  [{ segments: ['a', ['b']] }, 'segments.1: expected either columns or lists of columns, got both'],
  [{ segments: ['a', 'nowhere'] }, 'segments.1: expected a column of the contract, got "nowhere"'],
  [{ segments: [['a'], ['b', 'toString']] }, 'segments.1.1: expected a column of the contract, got "toString"'],
  [{ segments: ['a', 'b', 'a'] }, 'segments.2: expected each once, got the same at 1 and 3'],
  [
    {
      segments: [
        ['a', 'b'],
        ['b', 'a'],
      ],
    },
    'segments.1: expected each once, got the same at 1 and 2',
  ],
  [{ segments: ['carier'] }, 'segments.0: expected a column of the contract, got "carier" (did you mean "carrier"?)'],
  [{ season: { columns: ['Carrier '] } }, 'season.columns.0: expected a column of the contract, got "Carrier " (did you mean "carrier"?)'],
  [{ segments: [['a', 'a']] }, 'segments.0: expected each column once, got one twice'],
  [{ segment_limits: { max: 5 } }, 'segment_limits: expected `segments` beside `segment_limits`, got nothing'],
  [{ season: { column: 't' } }, 'season: expected `by` beside `column`, got nothing'],
  [{ season: { by: ['hour'] } }, 'season: expected `column` beside `by`, got nothing'],
  [{ season: { bucket_hours: 2 } }, 'season: expected `column` with `by`, or `columns`, got neither'],
  [
    { season: { column: 't', by: ['weekday'], bucket_hours: 2 } },
    'season.bucket_hours: expected `hour` in `by`, got nothing that has hours',
  ],
  [{ season: { column: 't', by: ['hour', 'hour'] } }, 'season.by: expected each part of the time once, got one twice'],
  [{ season: { column: 'a', by: ['hour'] } }, 'season.column: expected a date or timestamp column of the contract, got text "a"'],
  [{ season: { column: 'nowhere', by: ['hour'] } }, 'season.column: expected a column of the contract, got "nowhere"'],
  [{ season: { columns: ['a', 'nowhere'] } }, 'season.columns.1: expected a column of the contract, got "nowhere"'],
] as const) {
  test(`refused: ${JSON.stringify(given)}`, () => assert.is(refusal(given), expected));
}

test.run();
