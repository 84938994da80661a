import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

const DEFAULTS = { column: 'dep_delay_min', early_min: 60 };

/** Nobody leaves an hour early: such a delay is one past midnight, booked on the wrong day. */
export const midnightWrapCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'midnight-wrap',
  description: 'no delay is below minus an hour: that is a time past midnight which was booked on the wrong day',
  options: api.Type.Object(
    {
      column: columnOption(api, DEFAULTS.column, 'the delay in minutes'),
      early_min: api.Type.Optional(
        api.Type.Number({ minimum: 0, default: DEFAULTS.early_min, description: 'minutes that a flight may really be early; default 60' }),
      ),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns: (options) => [read(options).column],
  expectation(options) {
    const { column, early_min: earlyMin } = read(options);
    return `${column} >= -${earlyMin}`;
  },

  judge(batch, options, _context, verdicts) {
    const { column, early_min: earlyMin } = read(options);
    const delays = batch.numbers(column);
    for (let row = 0; row < delays.length; row++) {
      if (Number.isNaN(delays[row])) verdicts[row] = 2;
      else if (delays[row] < -earlyMin) verdicts[row] = 1;
    }
  },
});

function read(options: Record<string, unknown>): typeof DEFAULTS {
  return { ...DEFAULTS, ...options };
}
