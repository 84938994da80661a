import Type, { type Static } from 'typebox';
import { closed, literals, NullableText } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

export const ConfigShowResult = Type.Object(
  {
    file: Type.String(),
    digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    settings: Type.Array(
      Type.Object(
        {
          path: Type.String({ description: 'key of the config, such as checks[0].min' }),
          value: Type.Unknown({ description: 'null: there is none; secrets are *****' }),
          note: Type.Union([NullableText], { description: 'what the value means, or what happens without one' }),
          from: literals(['file', 'variable', 'flag', 'default']),
          origin: Type.String({ description: 'file:line, the variable, or the flag' }),
        },
        closed,
      ),
    ),
    warnings,
  },
  { ...closed, title: 'oads config show --json' },
);
export type ConfigShowResult = Static<typeof ConfigShowResult>;
