import Type, { type Static } from 'typebox';
import { closed, literals, NullableText } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

const Problem = Type.Object(
  {
    path: Type.String({ description: 'the file, link or directory, relative to what was verified' }),
    what: Type.String({ description: 'a sentence for people' }),
    expected: NullableText,
    got: NullableText,
  },
  closed,
);

const ComparedInput = Type.Object(
  {
    run_id: Type.String(),
    input: literals(['config', 'bundle', 'rows']),
    recorded: NullableText,
    found: NullableText,
    same: Type.Boolean(),
  },
  closed,
);

export const VerifyResult = Type.Object(
  {
    kind: literals(['bundle', 'artifacts']),
    path: Type.String(),
    checked: Type.Integer({ minimum: 0, description: 'runs, or 1 for a bundle' }),
    problems: Type.Array(Problem, { description: 'what was altered, is missing or was added; empty when all is sound' }),
    leftovers: Type.Array(Type.String(), { description: 'what killed runs left, swept by the next run or `oads prune`; no problem' }),
    inputs: Type.Array(ComparedInput, {
      description: 'with a config: whether what the newest run read is what is there now; a difference is no problem',
    }),
    warnings,
  },
  { ...closed, title: 'oads verify --json' },
);
export type VerifyResult = Static<typeof VerifyResult>;
