import Type, { type Static } from 'typebox';
import { evaluateSql } from '../../frame/evaluate-sql.ts';
import type { RowCheck } from '../check.ts';
import { Tolerance } from '../tolerance.ts';

const Options = Type.Object(
  {
    sql: Type.String({
      minLength: 1,
      description:
        'boolean Polars SQL expression that holds for every sound row, such as delay > -120 AND distance > 0; a null result is not judged',
    }),
    ...Tolerance,
  },
  { additionalProperties: false },
);
type Options = Static<typeof Options>;

/** A boolean SQL expression holds for every row. */
export const expressionCheck: RowCheck = {
  kind: 'row',
  name: 'expression',
  description: 'a boolean SQL expression over the columns of a row holds for every row',
  options: Options,
  columns: () => [],

  judge(batch, options, _context, verdicts) {
    const truths = evaluateSql(batch.frame, (options as Options).sql);
    for (let row = 0; row < truths.length; row++) verdicts[row] = truths[row] === 2 ? 2 : 1 - truths[row];
  },

  expectation: (options) => (options as Options).sql,
};
