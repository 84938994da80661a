import Type, { type Static } from 'typebox';
import { closed, literals, NullableText } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

export const DoctorResult = Type.Object(
  {
    version: Type.String(),
    probes: Type.Array(
      Type.Object(
        { name: Type.String(), status: literals(['pass', 'warn', 'fail', 'skip']), observed: Type.String(), hint: NullableText },
        closed,
      ),
    ),
    exit_code: Type.Integer({ minimum: 0 }),
    warnings,
  },
  { ...closed, title: 'oads doctor --json' },
);
export type DoctorResult = Static<typeof DoctorResult>;
