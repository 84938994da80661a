import Type, { type Static } from 'typebox';
import { warnings } from './warnings.ts';

const Named = Type.Object({ column: Type.String(), why: Type.String() }, { additionalProperties: false });
const guessed = <T extends Type.TSchema>(value: T) => Type.Object({ value, basis: Type.String() }, { additionalProperties: false });
const Options = Type.Record(Type.String(), Type.Unknown());

/** What `oads init --json` gives. */
export const InitResult = Type.Object(
  {
    output: Type.Union([Type.String(), Type.Null()], { description: 'the config that was written; null with -o -' }),
    yaml: Type.Optional(Type.String({ description: 'the config itself, with -o -' })),
    pipeline: Type.String(),
    source: Type.String({ description: 'the loader' }),
    rows: Type.Integer({ description: 'rows that were looked at' }),
    complete: Type.Boolean({ description: 'whether these are all rows of the source' }),
    columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String(), nulls: Type.Integer() }, { additionalProperties: false })),
    key: guessed(Type.Union([Type.Array(Type.String()), Type.Null()])),
    time: guessed(Type.Union([Type.String(), Type.Null()])),
    holdout: guessed(Type.Union([Options, Type.Null()])),
    checks: Type.Array(Type.Object({ value: Options, basis: Type.String(), commented: Type.Boolean() }, { additionalProperties: false })),
    features: Type.Array(guessed(Options)),
    left_out: Type.Array(Named),
    personal: Type.Array(Named),
    remarks: Type.Array(Type.String()),
    not_mapped: Type.Array(Type.Object({ path: Type.String(), what: Type.String(), why: Type.String() }, { additionalProperties: false })),
    next: Type.Array(Type.String(), { description: 'commands that come next' }),
    warnings,
  },
  { additionalProperties: false, title: 'oads init --json' },
);
export type InitResult = Static<typeof InitResult>;
