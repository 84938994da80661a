import Type, { type Static } from 'typebox';
import { closed, NullableText } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

export const VersionResult = Type.Object(
  {
    version: Type.String(),
    platform: Type.String(),
    node: Type.String(),
    commit: Type.Union([NullableText], { description: 'what it was built from; null where the build did not know' }),
    libraries: Type.Record(Type.String(), Type.String(), { description: 'versions of the packages that decide results' }),
    plugins: Type.Record(Type.String(), Type.String(), { description: 'versions of the installed plugins' }),
    warnings,
  },
  { ...closed, title: 'oads version --json' },
);
export type VersionResult = Static<typeof VersionResult>;
