import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { optionKinds } from '../options/option-kinds.ts';

interface Options {
  readonly columns: readonly string[];
}

/**
 * No value is NaN or infinite. A null is neither. The host makes a null of an infinite number and reports it beside the batch, a NaN
 * stays in the column of a typed-array reader: both are asked. Loaders that hand over records write NaN as null; nothing can find those.
 */
export const finiteCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'finite',
  description: 'no value of numeric columns is NaN or infinite; nulls are not judged',
  options: api.Type.Object(
    {
      columns: api.Type.Array(api.Type.String({ minLength: 1 }), { minItems: 1, description: 'the numeric columns' }),
      tolerance: optionKinds(api).tolerance,
    },
    { additionalProperties: false },
  ),
  columns: (options) => (options as unknown as Options).columns,

  judge(batch, options, { coercionFailures }, verdicts) {
    const isJudged = new Uint8Array(batch.rows);
    for (const name of (options as unknown as Options).columns) {
      const column = batch.column(name);
      const failures = coercionFailures(name);
      for (let row = 0; row < batch.rows; row++) {
        if (failures?.[row] === 1) verdicts[row] = 1;
        else if (column.valid && column.valid[row] === 0) continue;
        else if (column.type === 'number' && !Number.isFinite(column.values[row])) verdicts[row] = 1;
        isJudged[row] = 1;
      }
    }
    for (let row = 0; row < batch.rows; row++) if (isJudged[row] === 0) verdicts[row] = 2;
  },

  expectation: (options) => `finite numbers in ${(options as unknown as Options).columns.join(', ')}`,
});
