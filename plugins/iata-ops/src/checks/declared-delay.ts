import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

interface Options {
  readonly declared: string;
  readonly actual: string;
  readonly off_by_min: number;
  readonly must_declare_min?: number;
}
const DEFAULTS: Options = { declared: 'declared_delay_min', actual: 'dep_delay_min', off_by_min: 5 };

/** The minutes that delay codes account for are those between schedule and event. */
export const declaredDelayCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'declared-delay',
  description: 'the minutes declared with delay codes add up to the delay that the times show',
  options: api.Type.Object(
    {
      declared: columnOption(api, DEFAULTS.declared, 'the sum of the declared minutes'),
      actual: columnOption(api, DEFAULTS.actual, 'actual less scheduled time, in minutes; an early flight counts as 0'),
      off_by_min: api.Type.Optional(
        api.Type.Number({ minimum: 0, default: DEFAULTS.off_by_min, description: 'minutes that the two may differ; default 5' }),
      ),
      must_declare_min: api.Type.Optional(
        api.Type.Number({
          minimum: 0,
          description: 'from this delay on, minutes must be declared; without it, rows that declare none are not judged',
        }),
      ),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns: (options) => [read(options).declared, read(options).actual],
  expectation(options) {
    const { declared, actual, off_by_min: offByMin, must_declare_min: mustMin } = read(options);
    const must = mustMin === undefined ? '' : `, and some from ${mustMin} minutes on`;
    return `${declared} within ${offByMin} minutes of ${actual}${must}`;
  },

  judge(batch, options, _context, verdicts) {
    const { declared: declaredName, actual: actualName, off_by_min: offByMin, must_declare_min: mustMin } = read(options);
    const declared = batch.numbers(declaredName);
    const actual = batch.numbers(actualName);
    for (let row = 0; row < batch.rows; row++) {
      if (Number.isNaN(actual[row])) verdicts[row] = 2;
      else if (Number.isNaN(declared[row])) verdicts[row] = mustMin !== undefined && actual[row] >= mustMin ? 1 : 2;
      else if (Math.abs(declared[row] - Math.max(actual[row], 0)) > offByMin) verdicts[row] = 1;
    }
  },
});

function read(options: Record<string, unknown>): Options {
  return { ...DEFAULTS, ...options };
}
