import Type, { type Static } from 'typebox';
import { UsageError } from '../../errors.ts';
import type { RowCheck } from '../check.ts';
import { requireSameKind, toQuantity } from '../time-or-number.ts';
import { Tolerance } from '../tolerance.ts';

const bound = (description: string) => Type.Optional(Type.Union([Type.Number(), Type.String()], { description }));

const Options = Type.Object(
  {
    column: Type.String({ minLength: 1, description: 'a numeric or time column' }),
    min: bound('smallest value that passes: a number, or an ISO 8601 time for a time column'),
    max: bound('largest value that passes: a number, or an ISO 8601 time for a time column; a date is its midnight'),
    ...Tolerance,
  },
  { additionalProperties: false },
);
type Options = Static<typeof Options>;

/** Every value lies in [min, max]. */
export const rangeCheck: RowCheck = {
  kind: 'row',
  name: 'range',
  description: 'every value of a numeric or time column lies between min and max',
  options: Options,
  columns: (options) => [(options as Options).column],

  judge(batch, options, _context, verdicts) {
    const { column: name, min: givenMin, max: givenMax } = options as Options;
    requireSameKind(
      batch,
      name,
      [givenMin, givenMax].filter((value) => value !== undefined),
    );
    const { min, max } = toBounds(options as Options);
    const numbers = batch.numbers(name);
    for (let row = 0; row < numbers.length; row++) {
      const value = numbers[row];
      if (!(value >= min && value <= max)) verdicts[row] = Number.isNaN(value) ? 2 : 1;
    }
  },

  expectation(options) {
    const { column: name, min, max } = options as Options;
    toBounds(options as Options);
    if (min === undefined) return `${name} <= ${max}`;
    return max === undefined ? `${name} >= ${min}` : `${name} in [${min}, ${max}]`;
  },
};

function toBounds(options: Options): { min: number; max: number } {
  if (options.min === undefined && options.max === undefined) {
    throw new UsageError('OADS_CHECK_OPTIONS', `range of "${options.column}": expected min, max or both, got neither`);
  }
  const min = options.min === undefined ? Number.NEGATIVE_INFINITY : toQuantity(options.min, 'min');
  const max = options.max === undefined ? Number.POSITIVE_INFINITY : toQuantity(options.max, 'max');
  if (min > max) {
    throw new UsageError('OADS_CHECK_OPTIONS', `range of "${options.column}": expected min <= max, got ${options.min} and ${options.max}`);
  }
  return { min, max };
}
