import Type, { type Static } from 'typebox';
import { CellValue, closed, literals, TRUST_LEVELS } from './parts.ts';

/** `withdrawn` takes an earlier mark back: the row counts as not looked at. */
export const ACKNOWLEDGED = ['confirmed', 'false_alarm', 'withdrawn'] as const;
export type Acknowledged = (typeof ACKNOWLEDGED)[number];

export const MAX_NOTE_LENGTH = 1000;
export const MAX_NAME_LENGTH = 100;

const Digest = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** One line of `acknowledgements.ndjson`: what a person said of one row. */
export const Acknowledgement = Type.Object(
  {
    schema: Type.Literal('oads/acknowledgement/v1'),
    id: Type.String({ pattern: '^[0-9a-f]{16}$', description: 'the first 16 digits of the sha256 of the line as JSON without its id' }),
    time: Type.String({ description: 'when it was written, UTC' }),
    pipeline: Type.String(),
    run_id: Type.String({ pattern: '^[0-9a-f]{16}$', description: 'the run that was looked at' }),
    input_digest: Type.String({
      pattern: '^[0-9a-f]{64}$',
      description: 'the rows that this run read: the mark holds for every run over them',
    }),
    key: Type.Record(Type.String(), CellValue, { description: 'the key columns of the row; without a key, `row`: its place in the input' }),
    verdict: literals(ACKNOWLEDGED),
    note: Type.Union([Type.String({ maxLength: MAX_NOTE_LENGTH }), Type.Null()]),
    by: Type.Union([Type.String({ maxLength: MAX_NAME_LENGTH }), Type.Null()], {
      description: 'as the person named themselves: not proven',
    }),
    score: Type.Number({ description: 'as seen' }),
    rank: Type.Integer({ minimum: 1, description: 'as seen' }),
    trust_level: literals(TRUST_LEVELS, { description: 'as seen' }),
    previous: Type.Union([Digest, Type.Null()], { description: 'sha256 of the line before, without its newline; null for the first' }),
  },
  { ...closed, title: 'oads acknowledgement' },
);
export type Acknowledgement = Static<typeof Acknowledgement>;
