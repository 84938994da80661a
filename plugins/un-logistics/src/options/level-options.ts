import type { HostApi } from '@oads/cli/plugin';
import type { LevelLimits } from '../baseline/judge-levels.ts';
import { columnsOption } from './column-option.ts';

/** Options of a check that compares a value with the level of its group. */
export function levelOptions(api: HostApi, defaults: LevelLimits) {
  const { Type } = api;
  return {
    by: columnsOption(api, defaults.by, 'what makes a group, the narrowest first; text columns'),
    max_deviations: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        default: defaults.max_deviations,
        description: 'how far above the median of its group a value may lie, in robust deviations of the logarithms',
      }),
    ),
    min_rows: Type.Optional(
      Type.Integer({
        minimum: 5,
        default: defaults.min_rows,
        description: 'smaller groups are not judged; without a baseline only',
      }),
    ),
    baseline: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'file of past shipments that the levels come from, as `oads load -o` writes it; without it they come from the batch',
      }),
    ),
  };
}
