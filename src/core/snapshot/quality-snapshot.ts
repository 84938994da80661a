import Type, { type Static } from 'typebox';
import { CellValue, Count, closed, Envelope, literals, NullableNumber, NullableText, QUALITY_FLAGS, Rate } from './parts.ts';

export const CheckResult = Type.Object(
  {
    id: Type.String(),
    check: Type.String(),
    severity: literals(['fail', 'warn', 'quarantine']),
    status: literals(['pass', 'warn', 'fail', 'error']),
    columns: Type.Array(Type.String()),
    observed: Type.String(),
    expected: Type.String(),
    failed: Type.Union([Rate, Type.Null()], {
      description: 'rows that failed of the rows judged; null for checks that judge no single rows',
    }),
    samples: Type.Array(Type.Object({ row: Count, values: Type.Record(Type.String(), CellValue) }, closed)),
    hint: NullableText,
    description: NullableText,
  },
  closed,
);
export type CheckResult = Static<typeof CheckResult>;

export const ColumnSummary = Type.Object(
  {
    name: Type.String(),
    type: Type.String(),
    nulls: Rate,
    min: Type.Union([Type.Number(), Type.String(), Type.Null()], { description: 'times as ISO 8601' }),
    max: Type.Union([Type.Number(), Type.String(), Type.Null()]),
    mean: NullableNumber,
    sd: NullableNumber,
  },
  closed,
);
export type ColumnSummary = Static<typeof ColumnSummary>;

export const QualitySnapshot = Type.Object(
  {
    schema: Type.Literal('oads/quality_snapshot/v1'),
    ...Envelope,
    flag: literals(QUALITY_FLAGS),
    rows: Type.Object({ in: Count, kept: Count, quarantined: Count }, closed),
    counts: Type.Object({ passed: Count, warned: Count, failed: Count, errored: Count }, closed),
    contract_broken: Type.Array(Type.String(), { description: 'columns or types missing, so that features cannot be built' }),
    max_event_time: NullableText,
    checks: Type.Array(CheckResult),
    columns: Type.Array(ColumnSummary),
  },
  { ...closed, title: 'oads quality snapshot' },
);
export type QualitySnapshot = Static<typeof QualitySnapshot>;
