import Type, { type Static } from 'typebox';
import type { WindowCheck } from '../check.ts';
import { countDuplicates } from '../count-duplicates.ts';
import { formatCount, formatRows } from '../wording.ts';

const Options = Type.Object(
  {
    columns: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      description: 'the columns that together name a row; rows with a null among them are not judged',
    }),
  },
  { additionalProperties: false },
);
type Options = Static<typeof Options>;

/** No two rows have the same key. The samples come in pairs: the first two rows of a key. */
export const uniqueKeyCheck: WindowCheck = {
  kind: 'window',
  name: 'unique_key',
  description: 'no two rows have the same values in the key columns',
  options: Options,
  columns: (options) => (options as Options).columns,
  readsValues: () => false,

  async evaluate(read, options) {
    const { columns } = options as Options;
    const { judged, keys, surplus, samples } = await countDuplicates(read, columns);
    const repeated = `${formatCount(keys)} ${keys === 1 ? 'key' : 'keys'} more than once`;
    return {
      passed: surplus === 0,
      observed:
        surplus === 0
          ? `${formatRows(judged)}, each with its own key`
          : `${repeated} (${formatRows(surplus)} too many of ${formatCount(judged)})`,
      expected: `each ${columns.join(', ')} once`,
      rows: { judged, failed: surplus },
      samples: samples.flatMap(({ rows, values }) => rows.map((row) => ({ row, values }))),
      hint: surplus === 0 ? undefined : 'see whether the source delivers some rows twice, or add the column that tells them apart',
    };
  },
};
