import Type from 'typebox';
import { ColumnNames, closed, Duration, filled, literals } from './schema-parts.ts';

export const Source = Type.Object(
  {
    loader: Type.String({ description: 'name of a built-in loader (postgres, file) or id of a plugin loader' }),
    options: Type.Optional(Type.Object({})),
  },
  closed,
);

export const Columns = Type.Object(
  {
    keep: ColumnNames('only these columns of the source are read'),
    drop: ColumnNames('all columns of the source but these are read'),
    mask: ColumnNames('columns whose values become tokens before anything is written'),
    mask_key: Type.Optional(
      Type.String({ description: 'secret that the tokens are made with, at least 16 characters; from a variable: ${OADS_MASK_KEY}' }),
    ),
  },
  { ...closed, description: 'what of the source reaches anything that is written' },
);

export const Fallback = Type.Object(
  {
    last_good: Type.Optional(Type.Boolean({ description: 'use the rows of the last successful load', default: true })),
    file: Type.Optional(
      Type.Object({ path: Type.String({ minLength: 1 }), format: Type.Optional(literals(['parquet', 'arrow', 'csv', 'ndjson'])) }, closed),
    ),
    max_age: Type.Optional(Duration),
  },
  filled,
);

export const Holdout = Type.Object(
  {
    column: Type.Optional(Type.String({ minLength: 1, description: 'time column that parts the rows; needed with `at`' })),
    at: Type.Optional(
      Type.String({
        pattern: '^\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d(:\\d\\d([.,]\\d+)?)?(Z|[+-]\\d\\d(:?\\d\\d)?)?)?$',
        description: 'an ISO 8601 time: rows from it on are held out; needed with `column`',
      }),
    ),
    row: Type.Optional(
      Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'so many rows of the source come before it' }),
    ),
  },
  { ...filled, description: 'parts the source: `fit` reads what comes before, everything else what comes from there on' },
);
