import type { HostApi } from '@oads/cli/plugin';
import { columnsOption } from './column-option.ts';

/** Where a feature has its levels from. One is needed: a level of the batch's own rows would move with the batch and hide what moved. */
export function baselineOptions(api: HostApi, by: readonly string[]) {
  return {
    by: columnsOption(
      api,
      by,
      'what makes a lane, the narrowest first; a lane with fewer than 20 past rows takes the level of the wider one',
    ),
    baseline: api.Type.String({
      minLength: 1,
      description: 'file of past shipments with these columns, as `oads load -o history.parquet` writes it',
    }),
  };
}
