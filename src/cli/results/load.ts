import Type, { type Static } from 'typebox';
import { COLUMN_TYPES } from '../../core/schema/column-types.ts';
import { Count, closed, literals, NullableText, SOURCES_USED } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

export const LoadResult = Type.Object(
  {
    rows: Count,
    input_digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    schema: Type.Array(Type.Object({ name: Type.String(), type: literals(COLUMN_TYPES) }, closed)),
    source_used: literals(SOURCES_USED),
    fallback_reason: NullableText,
    output: NullableText,
    warnings,
  },
  { ...closed, title: 'oads load --json' },
);
export type LoadResult = Static<typeof LoadResult>;
