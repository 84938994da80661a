import type { GroupCheck, HostApi } from '@oads/cli/plugin';
import { optionKinds } from '../options/option-kinds.ts';
import { median } from '../physics/median.ts';

interface Options {
  readonly count: string;
  readonly by: readonly string[];
  readonly find: 'both' | 'empty' | 'hot';
  readonly min_median: number;
  readonly hot: number;
  readonly sigmas: number;
}

const DEFAULTS: Options = { count: 'content', by: ['histogram'], find: 'both', min_median: 10, hot: 10, sigmas: 5 };
const readOptions = (options: Record<string, unknown>) => ({ ...DEFAULTS, ...options }) as Options;

/** Channels of one detector part, or bins of one occupancy histogram, beside their median: an empty one fails, and so does a hot one. */
export const occupancyCheck = (api: HostApi): GroupCheck => {
  const { column, columns, number, tolerance } = optionKinds(api);
  const { Type } = api;
  return {
    kind: 'group',
    name: 'occupancy',
    description: 'no channel is empty, and none is hot, beside the others of its histogram or detector part',
    options: Type.Object(
      {
        count: column(DEFAULTS.count, 'the column of the counts; each row is a channel, or a bin'),
        by: columns(DEFAULTS.by, 'rows with equal values here are compared: the histogram, or the part of the detector'),
        find: Type.Optional(
          Type.Union([Type.Literal('both'), Type.Literal('empty'), Type.Literal('hot')], {
            default: 'both',
            description: 'what is looked for',
          }),
        ),
        min_median: number(
          DEFAULTS.min_median,
          'below this median an empty channel may be chance, and passes (at 10 it has a probability of 0.00005)',
          {
            minimum: 0,
          },
        ),
        hot: number(DEFAULTS.hot, 'a channel is hot above so many times the median (a median below 1 counts as 1)', {
          exclusiveMinimum: 1,
        }),
        sigmas: number(DEFAULTS.sigmas, 'and above the median by so many of its square roots', { minimum: 0 }),
        tolerance,
      },
      { additionalProperties: false },
    ),
    columns: (options) => [readOptions(options).count, ...readOptions(options).by],
    group: (options) => ({ key: readOptions(options).by, order: [] }),

    judge(rows, options, _context, verdicts) {
      const { count, find, min_median: minMedian, hot, sigmas } = readOptions(options);
      const counts = rows.numbers(count);
      const middle = median(counts);
      const usual = Math.max(middle, 1);
      for (let row = 0; row < rows.rows; row++) {
        const isEmpty = find !== 'hot' && counts[row] === 0 && middle >= minMedian;
        const isHot = find !== 'empty' && counts[row] > hot * usual && counts[row] - usual > sigmas * Math.sqrt(usual);
        if (Number.isNaN(counts[row])) verdicts[row] = 2;
        else if (isEmpty || isHot) verdicts[row] = 1;
      }
    },

    expectation(options) {
      const { count, by, find, hot } = readOptions(options);
      const wanted = [...(find === 'hot' ? [] : ['above 0']), ...(find === 'empty' ? [] : [`at most ${hot} times the median`])];
      return `${count} ${wanted.join(' and ')} of its ${by.join(', ')}`;
    },
  };
};
