import type { HostApi } from '@oads/cli/plugin';

const AGGREGATE = '^(count|sum|min|max|mean|first([1-9]|1[0-6])?)$';

/** The options that the loaders of events share. */
export function eventsOptions({ Type }: HostApi) {
  const path = Type.String({ minLength: 1 });
  return {
    path: Type.Union([path, Type.Array(path, { minItems: 1 })], {
      description: 'one or several files, a directory, or a pattern with *; relative to the config file',
    }),
    aggregate: Type.Optional(
      Type.Record(Type.String(), Type.Array(Type.String({ pattern: AGGREGATE }), { minItems: 1 }), {
        description:
          'by branch (or pattern): count, sum, min, max, mean, first (the leading item), first2 (the leading two) …; lists are read as count, sum, max and first3 by default',
      }),
    ),
    entries: Type.Optional(
      Type.Tuple([Type.Integer({ minimum: 0 }), Type.Integer({ minimum: 1 })], {
        description: 'only the entries from the first number up to, without, the second, counted over all files',
      }),
    ),
    golden: Type.Optional(
      Type.String({ minLength: 1, description: 'a golden JSON: only events of its lumisections are read; relative to the config file' }),
    ),
    run_column: Type.Optional(Type.String({ minLength: 1, default: 'run', description: 'the branch of the run, for `golden`' })),
    ls_column: Type.Optional(
      Type.String({ minLength: 1, default: 'luminosityBlock', description: 'the branch of the lumisection, for `golden`' }),
    ),
  };
}
