import Type, { type Static } from 'typebox';
import { closed } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

export const ConfigSchemaResult = Type.Object(
  { schema: Type.Record(Type.String(), Type.Unknown(), { description: 'the JSON Schema' }), warnings },
  { ...closed, title: 'oads config schema --json' },
);
export type ConfigSchemaResult = Static<typeof ConfigSchemaResult>;
