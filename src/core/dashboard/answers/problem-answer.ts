import Type, { type Static } from 'typebox';
import { closed } from '../../snapshot/parts.ts';

/** What HttpProblem becomes. */
export const ProblemAnswer = Type.Object(
  {
    type: Type.Literal('about:blank'),
    title: Type.String({ description: "the status' own phrase" }),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ description: 'what was expected, and what was got' }),
  },
  { ...closed, description: 'RFC 9457' },
);
export type ProblemAnswer = Static<typeof ProblemAnswer>;
