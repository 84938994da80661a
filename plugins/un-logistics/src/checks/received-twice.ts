import type { GroupCheck, HostApi } from '@oads/cli/plugin';
import { readText } from '../measures/read-text.ts';
import { eventOptions, stepsOption } from '../options/event-options.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

interface Options {
  readonly key: readonly string[];
  readonly time: string;
  readonly step: string;
  readonly shipped: readonly string[];
  readonly received: readonly string[];
}
const DEFAULTS: Options = { key: ['epc'], time: 'event_time', step: 'biz_step', shipped: ['shipping'], received: ['receiving'] };
const read = (options: Record<string, unknown>): Options => ({ ...DEFAULTS, ...options });

/** Between two receiving events something is shipped on: events of receiving are judged. */
export const receivedTwiceCheck = (api: HostApi): GroupCheck => ({
  kind: 'group',
  name: 'received-twice',
  description: 'nothing is received again before it was shipped on',
  options: api.Type.Object(
    {
      ...eventOptions(api, DEFAULTS),
      shipped: stepsOption(api, DEFAULTS.shipped, 'steps that send something off'),
      received: stepsOption(api, DEFAULTS.received, 'steps that take it in'),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns: (options) => [...read(options).key, read(options).time, read(options).step],
  group: (options) => ({ key: read(options).key, order: [read(options).time] }),

  judge(rows, options, _context, verdicts) {
    const { step, shipped, received } = read(options);
    const stepOf = readText(rows, step);
    let isHere = false;
    for (let row = 0; row < rows.rows; row++) {
      const name = stepOf(row);
      verdicts[row] = 2;
      if (name === null) continue;
      if (received.includes(name)) {
        verdicts[row] = Number(isHere);
        isHere = true;
      } else if (shipped.includes(name)) isHere = false;
    }
  },

  expectation: (options) => `${read(options).received.join(', ')} once between two of ${read(options).shipped.join(', ')}`,
});
