import type { HostApi, Loader } from '@oads/cli/plugin';
import { pathOption } from '../path-option.ts';

/** On-time performance records of the US Bureau of Transportation Statistics. */
export const btsLoader = (api: HostApi): Loader => ({
  name: 'bts',
  description: 'BTS on-time performance: CSV or Parquet, in any spelling of its column names; times are local to their airport',
  options: api.Type.Object(
    {
      path: pathOption(api, 'flights as CSV or Parquet'),
      mend_midnight: api.Type.Optional(
        api.Type.Boolean({
          default: false,
          description:
            'where actual times come with a date but no delay column says which day: take the day nearest the schedule; false leaves them as written',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  async *load(options, context) {
    const { readFlights } = await import('./read-flights.ts');
    yield* readFlights(api, options as { path: string | string[]; mend_midnight?: boolean }, context);
  },
});
