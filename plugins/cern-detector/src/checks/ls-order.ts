import type { GroupCheck, HostApi } from '@oads/cli/plugin';
import { LUMISECTION_COLUMNS, type LumisectionColumns, lumisectionColumns } from '../options/lumisection-columns.ts';
import { optionKinds } from '../options/option-kinds.ts';

interface Options extends LumisectionColumns {
  readonly by: 'time' | 'source';
  readonly time: string;
}

const readOptions = (options: Record<string, unknown>) => ({ ...LUMISECTION_COLUMNS, by: 'time', time: 'time', ...options }) as Options;

/** Lumisections of a run rise in the order of time, or of the source; a row below an earlier one fails. */
export const lsOrderCheck = (api: HostApi): GroupCheck => ({
  kind: 'group',
  name: 'ls-order',
  description: 'the lumisections of each run rise with time, or in the order of the source',
  options: api.Type.Object(
    {
      ...lumisectionColumns(api),
      by: api.Type.Optional(
        api.Type.Union([api.Type.Literal('time'), api.Type.Literal('source')], {
          default: 'time',
          description: 'which order the rows of a run are in',
        }),
      ),
      time: optionKinds(api).column('time', 'the column of the time, for by: time; rows without one are not judged'),
      tolerance: optionKinds(api).tolerance,
    },
    { additionalProperties: false },
  ),
  columns(options) {
    const { run, lumisection, by, time } = readOptions(options);
    return by === 'time' ? [run, lumisection, time] : [run, lumisection];
  },
  group(options) {
    const { run, lumisection, by, time } = readOptions(options);
    return { key: [run], order: by === 'time' ? [time, lumisection] : [] };
  },

  judge(rows, options, _context, verdicts) {
    const { lumisection, by, time } = readOptions(options);
    const lumisections = rows.numbers(lumisection);
    const times = by === 'time' ? rows.numbers(time) : undefined;
    let highest = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < rows.rows; row++) {
      const at = lumisections[row];
      if (Number.isNaN(at) || (times && Number.isNaN(times[row]))) verdicts[row] = 2;
      else if (at < highest) verdicts[row] = 1;
      else highest = at;
    }
  },

  expectation(options) {
    const { run, lumisection, by, time } = readOptions(options);
    return `${lumisection} of each ${run} rising ${by === 'time' ? `with ${time}` : 'in the order of the source'}`;
  },
});
