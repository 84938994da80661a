import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { optionKinds } from '../options/option-kinds.ts';

interface Options {
  readonly delivered: string;
  readonly recorded: string;
  readonly min: number;
  readonly max: number;
}

// More than was delivered cannot be recorded; the last digit of both is rounded.
const DEFAULTS: Options = { delivered: 'delivered', recorded: 'recorded', min: 0.9, max: 1.001 };
const readOptions = (options: Record<string, unknown>) => ({ ...DEFAULTS, ...options }) as Options;

/** What was recorded is nearly all that was delivered. */
export const recordedFractionCheck = (api: HostApi): RowCheck => {
  const { column, number, tolerance } = optionKinds(api);
  return {
    kind: 'row',
    name: 'recorded-fraction',
    description: 'recorded luminosity over delivered luminosity lies between min and max',
    options: api.Type.Object(
      {
        delivered: column(DEFAULTS.delivered, 'the column of the delivered luminosity; rows where it is 0 are not judged'),
        recorded: column(DEFAULTS.recorded, 'the column of the recorded luminosity, in the same unit'),
        min: number(DEFAULTS.min, 'smallest fraction that passes', { minimum: 0 }),
        max: number(DEFAULTS.max, 'largest fraction that passes', { minimum: 0 }),
        tolerance,
      },
      { additionalProperties: false },
    ),
    columns: (options) => [readOptions(options).delivered, readOptions(options).recorded],

    judge(batch, options, _context, verdicts) {
      const { delivered, recorded, min, max } = readOptions(options);
      const all = batch.numbers(delivered);
      const kept = batch.numbers(recorded);
      for (let row = 0; row < batch.rows; row++) {
        const fraction = kept[row] / all[row];
        if (Number.isNaN(fraction) || all[row] === 0) verdicts[row] = 2;
        // Two negative luminosities have a sound ratio.
        else if (all[row] < 0 || !(fraction >= min && fraction <= max)) verdicts[row] = 1;
      }
    },

    expectation(options) {
      const { delivered, recorded, min, max } = readOptions(options);
      if (min > max) throw new api.UsageError('OADS_CHECK_OPTIONS', `recorded-fraction: expected min <= max, got ${min} and ${max}`);
      return `${recorded} / ${delivered} in [${min}, ${max}]`;
    },
  };
};
