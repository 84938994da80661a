import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { optionKinds } from '../options/option-kinds.ts';

interface Options {
  readonly numerator: string;
  readonly denominator: string;
}

/** A row feature that divides one column by another: NaN where the other is 0 or less. */
function ratioFeature(api: HostApi, name: string, description: string, defaults: Options): RowFeature {
  const { column } = optionKinds(api);
  const readOptions = (options: Record<string, unknown>) => ({ ...defaults, ...options }) as Options;
  return {
    name,
    description,
    options: api.Type.Object(
      {
        numerator: column(defaults.numerator, 'the column above the line'),
        denominator: column(defaults.denominator, 'the column below it'),
      },
      { additionalProperties: false },
    ),
    inputs: (options) => [readOptions(options).numerator, readOptions(options).denominator],
    compute(batch, options) {
      const { numerator, denominator } = readOptions(options);
      const below = batch.numbers(denominator);
      return batch.numbers(numerator).map((value, row) => (below[row] > 0 ? value / below[row] : Number.NaN));
    },
  };
}

export const recordedFractionFeature = (api: HostApi): RowFeature =>
  ratioFeature(api, 'recorded-fraction', 'recorded luminosity over delivered luminosity', {
    numerator: 'recorded',
    denominator: 'delivered',
  });

export const rateFeature = (api: HostApi): RowFeature =>
  ratioFeature(api, 'rate-per-luminosity', 'counts of a trigger over luminosity', { numerator: 'hlt_count', denominator: 'recorded' });
