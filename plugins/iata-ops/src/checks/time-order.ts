import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { toleranceOption } from '../options/tolerance-option.ts';

/** A time on the day before its own is early by at most a day. */
const MINUTES_PER_DAY = 1440;

type Pair = readonly [string, string];
interface Options {
  readonly pairs: readonly Pair[];
  readonly slack_min: number;
  readonly wrap_min: number;
}
const DEFAULTS: Options = {
  pairs: [
    ['actual_off_block', 'take_off'],
    ['landing', 'actual_on_block'],
  ],
  slack_min: 0,
  wrap_min: 1080,
};

/** Off block before take-off, landing before on block. */
export const timeOrderCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'time-order',
  description: 'the times of a flight come in their order: take-off after off block, on block after landing',
  options: api.Type.Object(
    {
      pairs: api.Type.Optional(
        api.Type.Array(api.Type.Array(api.Type.String({ minLength: 1 }), { minItems: 2, maxItems: 2 }), {
          minItems: 1,
          maxItems: 20,
          default: DEFAULTS.pairs.map((pair) => [...pair]),
          description:
            'pairs of time columns [earlier, later]; default: those at one airport, since local times of two airports do not compare; with UTC times add [take_off, landing]',
        }),
      ),
      slack_min: api.Type.Optional(
        api.Type.Number({ minimum: 0, default: DEFAULTS.slack_min, description: 'minutes that the later time may be early; default 0' }),
      ),
      wrap_min: api.Type.Optional(
        api.Type.Number({
          minimum: 60,
          maximum: 1440,
          default: DEFAULTS.wrap_min,
          description:
            'times so many minutes, and up to a day, in the wrong order are of the wrong day: not judged here, midnight-wrap finds them; default 1080 (18 h)',
        }),
      ),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns: (options) => [...new Set(read(options).pairs.flat())],
  expectation(options) {
    const { pairs, slack_min: slackMin } = read(options);
    return `${pairs.map(([earlier, later]) => `${earlier} <= ${later}`).join(', ')}${slackMin > 0 ? `, give or take ${slackMin} minutes` : ''}`;
  },

  judge(batch, options, _context, verdicts) {
    const { pairs, slack_min: slackMin, wrap_min: wrapMin } = read(options);
    verdicts.fill(2);
    for (const [earlier, later] of pairs) {
      const before = batch.numbers(earlier);
      const after = batch.numbers(later);
      for (let row = 0; row < batch.rows; row++) {
        const early = (before[row] - after[row]) / 60_000_000;
        if (Number.isNaN(early) || (early >= wrapMin && early <= MINUTES_PER_DAY)) continue;
        if (early > slackMin) verdicts[row] = 1;
        else if (verdicts[row] === 2) verdicts[row] = 0;
      }
    }
  },
});

function read(options: Record<string, unknown>): Options {
  return { ...DEFAULTS, ...options } as Options;
}
