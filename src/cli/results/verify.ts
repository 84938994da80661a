import Type, { type Static } from 'typebox';
import { closed, literals } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

export const VerifyResult = Type.Object(
  {
    kind: literals(['bundle', 'artifacts']),
    path: Type.String(),
    checked: Type.Integer({ minimum: 0, description: 'runs, or 1 for a bundle' }),
    problems: Type.Array(Type.String(), { description: 'what was altered or is missing; empty when all is sound' }),
    warnings,
  },
  { ...closed, title: 'oads verify --json' },
);
export type VerifyResult = Static<typeof VerifyResult>;
