import Type, { type Static } from 'typebox';
import { Count, closed, literals, NullableText, TRUST_LEVELS } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

export const ReportResult = Type.Object(
  {
    pipeline: Type.String(),
    run_id: Type.Union([Type.String(), Type.Null()], { description: 'null where the newest run cannot even be named' }),
    state: literals(['ok', 'damaged']),
    trust_level: Type.Union([literals(TRUST_LEVELS), Type.Null()]),
    problems: Type.Array(Type.String(), { description: 'what is wrong with a damaged run' }),
    output: NullableText,
    bytes: Count,
    warnings,
  },
  { ...closed, title: 'oads report --json' },
);
export type ReportResult = Static<typeof ReportResult>;
