import Type, { type Static } from 'typebox';
import { closed, NullableText } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

export const ConfigCheckResult = Type.Object(
  {
    file: Type.String(),
    digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    bundle: Type.Union([NullableText], { description: 'digest of the model bundle; null: the config names none' }),
    warnings,
  },
  { ...closed, title: 'oads config check --json' },
);
export type ConfigCheckResult = Static<typeof ConfigCheckResult>;
