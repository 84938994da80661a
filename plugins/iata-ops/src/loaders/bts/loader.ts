import type { HostApi, Loader } from '@oads/cli/plugin';

/** On-time performance records of the US Bureau of Transportation Statistics. */
export const btsLoader = ({ Type, files, Batch, SourceError }: HostApi): Loader => ({
  name: 'bts',
  description: 'BTS on-time performance: CSV or Parquet, in any spelling of its column names; times are local to their airport',
  options: Type.Object(
    {
      path: Type.Union([Type.String({ minLength: 1 }), Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })], {
        description: 'a file, several, a directory, or a pattern with * in its last segment; relative to the config file',
      }),
      mend_midnight: Type.Optional(
        Type.Boolean({
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
    yield* readFlights({ files, Batch, SourceError }, options as { path: string | string[]; mend_midnight?: boolean }, context);
  },
});
