import Type, { type Static } from 'typebox';
import { UsageError } from '../../errors.ts';
import type { RowCheck } from '../check.ts';
import { isTime } from '../time-or-number.ts';
import { Tolerance } from '../tolerance.ts';

const Options = Type.Object(
  {
    before: Type.String({ minLength: 1, description: 'the column with the smaller or earlier values' }),
    after: Type.String({ minLength: 1, description: 'the column with the larger or later values' }),
    allow_equal: Type.Optional(Type.Boolean({ default: true, description: 'false: equal values fail' })),
    ...Tolerance,
  },
  { additionalProperties: false },
);
type Options = Static<typeof Options>;

/** In every row one column is not larger, or not later, than another. */
export const columnOrderCheck: RowCheck = {
  kind: 'row',
  name: 'column_order',
  description: 'in every row one column is not larger, or not later, than another',
  options: Options,
  columns: (options) => [(options as Options).before, (options as Options).after],

  judge(batch, options, _context, verdicts) {
    const { before, after, allow_equal: allowEqual = true } = options as Options;
    if (isTime(batch, before) !== isTime(batch, after)) {
      const types = `${batch.column(before).type} and ${batch.column(after).type}`;
      throw new UsageError('OADS_CHECK_OPTIONS', `expected "${before}" and "${after}" to be both times or both numbers, got ${types}`);
    }
    const lower = batch.numbers(before);
    const upper = batch.numbers(after);
    for (let row = 0; row < lower.length; row++) {
      const a = lower[row];
      const b = upper[row];
      if (a < b || (allowEqual && a === b)) continue;
      verdicts[row] = Number.isNaN(a) || Number.isNaN(b) ? 2 : 1;
    }
  },

  expectation(options) {
    const { before, after, allow_equal: allowEqual = true } = options as Options;
    if (before === after) throw new UsageError('OADS_CHECK_OPTIONS', `column_order: expected two columns, got "${before}" twice`);
    return `${before} ${allowEqual ? '<=' : '<'} ${after}`;
  },
};
