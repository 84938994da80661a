import Type, { type Static } from 'typebox';
import { closed, NullableText } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

export const PromoteResult = Type.Object(
  {
    from: Type.String({ description: 'the bundle that was promoted' }),
    dir: Type.String({ description: 'where it lies now, links resolved' }),
    digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    replaced: Type.Union([Type.String(), Type.Null()], { description: 'digest of the bundle that was there before' }),
    previous: { ...NullableText, description: 'where that one is kept' },
    unchanged: Type.Boolean({ description: 'the very same bundle was there already: nothing was done' }),
    warnings,
  },
  { ...closed, title: 'oads promote --json' },
);
export type PromoteResult = Static<typeof PromoteResult>;
