import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { optionKinds } from '../options/option-kinds.ts';

const readOptions = (options: Record<string, unknown>) => ({ columns: ['nMuon'], ...options }) as { readonly columns: readonly string[] };

export const multiplicityFeature = (api: HostApi): RowFeature => ({
  name: 'multiplicity',
  description: 'number of objects in an event: the sum of the counts of collections',
  options: api.Type.Object(
    { columns: optionKinds(api).columns(['nMuon'], 'the columns of counts, such as nMuon and nElectron') },
    { additionalProperties: false },
  ),
  inputs: (options) => readOptions(options).columns,
  compute(batch, options) {
    const counts = readOptions(options).columns.map((name) => batch.numbers(name));
    return Float64Array.from({ length: batch.rows }, (_, row) => counts.reduce((sum, values) => sum + values[row], 0));
  },
});
