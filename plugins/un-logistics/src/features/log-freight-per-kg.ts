import type { Batch, HostApi, RowFeature } from '@oads/cli/plugin';
import type { Baseline } from '../baseline/baseline.ts';
import { compareWithLevels } from '../baseline/compare-with-levels.ts';
import { readBaseline } from '../baseline/read-baseline.ts';
import { type FreightColumns, freightPerKg } from '../measures/freight-per-kg.ts';
import { baselineOptions } from '../options/baseline-options.ts';
import { freightColumnTypes, freightOptions } from '../options/freight-options.ts';

interface Options extends FreightColumns {
  readonly by: readonly string[];
  readonly baseline: string;
}
const DEFAULTS: Omit<Options, 'baseline'> = {
  freight: 'freight_usd',
  weight: 'weight_kg',
  shared: ['weight_shared', 'freight_shared'],
  by: ['country', 'mode'],
};
const read = (options: Record<string, unknown>): Options => ({ ...DEFAULTS, ...options }) as Options;

export const logFreightPerKgFeature = (api: HostApi): RowFeature => ({
  name: 'log-freight-per-kg',
  description: 'natural logarithm of freight by the kilogram over the median of its lane and mode in past shipments: 0.69 is twice as dear',
  options: api.Type.Object({ ...freightOptions(api), ...baselineOptions(api, DEFAULTS.by) }, { additionalProperties: false }),
  inputs: (options) => [...read(options).by, read(options).freight, read(options).weight, ...read(options).shared],

  prepare(options, context) {
    const own = read(options);
    const measure = (batch: Batch) => freightPerKg(batch, own);
    return readBaseline(api, own.baseline, { by: own.by, columns: freightColumnTypes(own), measure }, context);
  },

  compute(batch, options, prepared) {
    const own = read(options);
    return compareWithLevels(batch, own.by, freightPerKg(batch, own), prepared as Baseline);
  },
});
