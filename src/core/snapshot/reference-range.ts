import Type, { type Static } from 'typebox';
import { Count, closed, NullableNumber, Rate } from './parts.ts';

export const NumericRange = Type.Object(
  {
    kind: Type.Literal('numeric'),
    n: Type.Integer({ minimum: 0, description: 'values of the reference' }),
    nulls: Count,
    low: Type.Union([Type.Number(), Type.Null()], { description: 'smallest value, isolated ones left out; null without any value' }),
    p01: Type.Union([Type.Number(), Type.Null()], {
      description: 'as each quantile: a value of the reference; null where it does not tell',
    }),
    p05: NullableNumber,
    p25: NullableNumber,
    median: NullableNumber,
    p75: NullableNumber,
    p95: NullableNumber,
    p99: NullableNumber,
    high: NullableNumber,
    isolated: Type.Integer({ minimum: 0, description: 'isolated values beyond low and high, which widen neither' }),
  },
  closed,
);
export type NumericRange = Static<typeof NumericRange>;

export const CategoryRange = Type.Object(
  {
    kind: Type.Literal('categorical'),
    n: Type.Integer({ minimum: 0, description: 'values of the reference' }),
    nulls: Count,
    categories: Type.Integer({ minimum: 0, description: 'different values that are known by name' }),
    common: Type.Array(Type.Object({ value: Type.String(), share: Rate }, closed), { description: 'the most common ones' }),
  },
  closed,
);
export type CategoryRange = Static<typeof CategoryRange>;

/** Where a feature lay in the reference, in the units of its column (a logarithm is undone). */
export const ReferenceRange = Type.Object(
  { column: Type.String(), range: Type.Union([NumericRange, CategoryRange]) },
  { ...closed, description: 'by feature that the model reads' },
);
export type ReferenceRange = Static<typeof ReferenceRange>;
