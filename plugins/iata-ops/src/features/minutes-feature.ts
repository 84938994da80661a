import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';
import { minutesBetween } from './minutes-between.ts';

/** One of two times: the option that names its column, the default, and what it is. */
export interface TimeOption {
  readonly option: string;
  readonly column: string;
  readonly is: string;
}

/** Minutes from one time of the row to another, NaN where one is missing. Both are of one airport, so that local times will do. */
export function minutesFeature(api: HostApi, of: { name: string; description: string; from: TimeOption; to: TimeOption }): RowFeature {
  const { name, description, from, to } = of;
  const columns = (options: Record<string, unknown> = {}) => [from, to].map(({ option, column }) => (options[option] ?? column) as string);
  const properties = Object.fromEntries([from, to].map(({ option, column, is }) => [option, columnOption(api, column, is)]));
  return {
    name,
    description,
    options: api.Type.Object(properties, { additionalProperties: false }),
    inputs: columns,
    compute(batch, options) {
      const [first, last] = columns(options);
      return minutesBetween(batch, first, last);
    },
  };
}
