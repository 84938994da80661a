import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';

interface Options {
  readonly weight: string;
  readonly breaks_kg: readonly number[];
}
/** The usual weight breaks of air freight tariffs, and above them those of part and full truckloads. */
const DEFAULTS: Options = { weight: 'weight_kg', breaks_kg: [45, 100, 300, 500, 1000, 5000, 20_000] };
const read = (options: Record<string, unknown> | undefined): Options => ({ ...DEFAULTS, ...options });

export const weightClassFeature = (api: HostApi): RowFeature => ({
  name: 'weight-class',
  description: 'number of the weight class: 0 is below 45 kg, 7 is 20 t and more',
  options: api.Type.Object(
    {
      weight: columnOption(api, DEFAULTS.weight, 'weight in kg'),
      breaks_kg: api.Type.Optional(
        api.Type.Array(api.Type.Number({ exclusiveMinimum: 0 }), {
          minItems: 1,
          default: [...DEFAULTS.breaks_kg],
          description: 'where the next class begins',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  inputs: (options) => [read(options).weight],
  compute(batch, options) {
    const { weight, breaks_kg } = read(options);
    return batch.numbers(weight).map((kg) => (Number.isNaN(kg) ? kg : breaks_kg.filter((from) => kg >= from).length));
  },
});
