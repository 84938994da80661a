import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { DILEPTON_COLUMNS } from '../options/dilepton-columns.ts';
import { optionKinds } from '../options/option-kinds.ts';

interface Options {
  readonly columns: readonly string[];
  readonly absolute: boolean;
}

const readOptions = (options: Record<string, unknown>) => ({ columns: DILEPTON_COLUMNS.pt, absolute: false, ...options }) as Options;

export const leadingFeature = (api: HostApi): RowFeature => ({
  name: 'leading',
  description: 'largest value of a row among columns, such as the pt of the leading lepton',
  options: api.Type.Object(
    {
      columns: optionKinds(api).columns(DILEPTON_COLUMNS.pt, 'the columns; nulls among them do not count'),
      absolute: api.Type.Optional(api.Type.Boolean({ default: false, description: 'true: without their signs, as for impact parameters' })),
    },
    { additionalProperties: false },
  ),
  inputs: (options) => readOptions(options).columns,
  compute(batch, options) {
    const { columns, absolute } = readOptions(options);
    const largest = new Float64Array(batch.rows).fill(Number.NaN);
    for (const name of columns) {
      const values = batch.numbers(name);
      for (let row = 0; row < batch.rows; row++) {
        const value = absolute ? Math.abs(values[row]) : values[row];
        if (!(value <= largest[row]) && Number.isFinite(value)) largest[row] = value;
      }
    }
    return largest;
  },
});
