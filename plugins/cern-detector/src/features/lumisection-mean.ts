import type { HostApi, WindowFeature } from '@oads/cli/plugin';
import { LUMISECTION_COLUMNS, type LumisectionColumns, lumisectionColumns } from '../options/lumisection-columns.ts';

interface Options extends LumisectionColumns {
  readonly column: string;
}

const readOptions = (options: Record<string, unknown>) => ({ ...LUMISECTION_COLUMNS, ...options }) as Options;
const keyOf = (options: Record<string, unknown>) => [readOptions(options).run, readOptions(options).lumisection];

export const lumisectionMeanFeature = (api: HostApi): WindowFeature => ({
  kind: 'window',
  name: 'lumisection-mean',
  description: 'mean of a column over the lumisection of a row; nulls do not count',
  options: api.Type.Object(
    { column: api.Type.String({ minLength: 1, description: 'the column that is averaged' }), ...lumisectionColumns(api) },
    { additionalProperties: false },
  ),
  inputs: (options) => [...keyOf(options), readOptions(options).column],
  group: (options) => ({ key: keyOf(options), order: [] }),
  compute(rows, options) {
    const values = rows.numbers(readOptions(options).column).filter((value) => !Number.isNaN(value));
    // Sorted: the sum does not depend on the order of the rows.
    const mean = values.sort().reduce((sum, value) => sum + value, 0) / values.length;
    return new Float64Array(rows.rows).fill(mean);
  },
});
