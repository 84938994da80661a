import type { GroupCheck, HostApi } from '@oads/cli/plugin';
import { isEpcClass } from '../codes/is-epc-class.ts';
import { listSteps } from '../measures/list-steps.ts';
import { readText } from '../measures/read-text.ts';
import { splitInstants } from '../measures/split-instants.ts';
import { EVENT_COLUMNS, type EventColumns, eventOptions, groupEvents, listEventColumns, stepsOption } from '../options/event-options.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

interface Options extends EventColumns {
  readonly shipped: readonly string[];
  readonly received: readonly string[];
}
const DEFAULTS: Options = { ...EVENT_COLUMNS, shipped: ['shipping'], received: ['receiving'] };
const read = (options: Record<string, unknown>): Options => ({ ...DEFAULTS, ...options });

/** Between two receiving events something is shipped on: events of receiving are judged. Of a class, parts may come one by one. */
export const receivedTwiceCheck = (api: HostApi): GroupCheck => ({
  kind: 'group',
  name: 'received-twice',
  description: 'nothing is received again before it was shipped on',
  options: api.Type.Object(
    {
      ...eventOptions(api),
      shipped: stepsOption(api, DEFAULTS.shipped, 'steps that send something off'),
      received: stepsOption(api, DEFAULTS.received, 'steps that take it in'),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns: (options) => listEventColumns(read(options)),
  group: (options) => groupEvents(read(options)),

  judge(rows, options, _context, verdicts) {
    const own = read(options);
    verdicts.fill(2);
    if (own.key.some((name) => rows.column(name).type === 'text' && isEpcClass(readText(rows, name)(0) ?? ''))) return;
    const timed = listSteps(rows, own).filter(({ at }) => !Number.isNaN(at));
    let isHere = false;
    for (const instant of splitInstants(timed)) {
      const receipts = instant.filter(({ isReceipt }) => isReceipt);
      const isShipped = receipts.length < instant.length;
      // What is here can only have left first, and what is not must have come first.
      const left: boolean = isHere && isShipped;
      for (const [index, { row }] of receipts.entries()) verdicts[row] = Number(index > 0 || (isHere && !left));
      isHere = isShipped ? left && receipts.length > 0 : isHere || receipts.length > 0;
    }
  },

  expectation: (options) => `${read(options).received.join(', ')} once between two of ${read(options).shipped.join(', ')}`,
});
