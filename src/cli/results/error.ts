import Type, { type Static } from 'typebox';
import { closed, NullableText } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

/** What any command prints with `--json` when it could not do its work: exit 2 and above. */
export const ErrorResult = Type.Object(
  {
    error: Type.Object(
      {
        code: Type.String({ pattern: '^OADS_[A-Z_]+$' }),
        message: Type.String(),
        hint: NullableText,
        exitCode: Type.Integer({ minimum: 2 }),
        details: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
      },
      closed,
    ),
    warnings,
  },
  { ...closed, title: 'oads error with --json' },
);
export type ErrorResult = Static<typeof ErrorResult>;
