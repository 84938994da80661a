import Type, { type Static } from 'typebox';
import { CONTROLS } from '../../schema/escape-controls.ts';
import { findViolations, isValid } from '../../schema/validate.ts';
import { ACKNOWLEDGED, Acknowledgement, MAX_NAME_LENGTH, MAX_NOTE_LENGTH } from '../../snapshot/acknowledgement.ts';
import { closed, literals } from '../../snapshot/parts.ts';
import type { Fields } from '../access/read-fields.ts';
import { HttpProblem } from '../http/http-problem.ts';

const Place = {
  pipeline: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]*$', maxLength: 200 }),
  run_id: Type.String({ pattern: '^[0-9a-f]{16}$' }),
};
const Said = {
  verdict: literals(ACKNOWLEDGED),
  note: Type.Optional(Type.Union([Type.String({ maxLength: MAX_NOTE_LENGTH }), Type.Null()])),
  by: Type.Optional(Type.Union([Type.String({ maxLength: MAX_NAME_LENGTH }), Type.Null()])),
};
const Row = Type.Integer({ minimum: 0, description: "the row's place in the input, as `row` of /top-anomalies" });

/** What a script sends: the row by its place or by its key. */
export const AcknowledgeRequest = Type.Object(
  { ...Place, row: Type.Optional(Row), key: Type.Optional(Acknowledgement.properties.key), ...Said },
  closed,
);
export type AcknowledgeRequest = Static<typeof AcknowledgeRequest>;

/** What the page's form sends. */
export const AcknowledgeForm = Type.Object(
  {
    ...Place,
    row: Type.String({ pattern: '^[0-9]{1,15}$' }),
    verdict: Said.verdict,
    note: Type.Optional(Type.String()),
    by: Type.Optional(Type.String()),
    record: Type.Optional(Type.String({ pattern: '^[0-9a-f]{16}$', description: 'what the row is, as the page names it' })),
    view: Type.Optional(Type.String({ maxLength: 2000, description: "the page's own query, to come back to it" })),
  },
  closed,
);

export interface ReadRequest extends AcknowledgeRequest {
  readonly note: string | null;
  readonly by: string | null;
  /** Of the page's form alone, as `view`: the row must be this one. */
  readonly record?: string;
  readonly view?: string;
}

/** Throws HttpProblem (400), which names what does not fit. */
export function readRequest(fields: Fields, isForm: boolean): ReadRequest {
  const schema = isForm ? AcknowledgeForm : AcknowledgeRequest;
  const [violation] = findViolations(schema, fields);
  if (violation) {
    const place = violation.path.join('.') || 'the body';
    throw new HttpProblem(400, `expected ${JSON.stringify(place)} to be ${violation.expected}, got ${violation.got}`);
  }
  const given = fields as Static<typeof AcknowledgeForm> | AcknowledgeRequest;
  const note = textOf('note', given.note, MAX_NOTE_LENGTH);
  const by = textOf('by', given.by, MAX_NAME_LENGTH);
  const request = { ...given, note, by };
  if (isForm) return { ...(request as Static<typeof AcknowledgeForm>), row: Number(given.row), note, by };
  if (!isValid(AcknowledgeRequest, request) || (request.row === undefined) === (request.key === undefined))
    throw new HttpProblem(400, 'expected either "row" or "key"');
  return { ...request, note, by };
}

/** Of one line and of visible characters: it is shown on pages, in terminals and in tables. null when empty. */
function textOf(name: string, given: string | null | undefined, maxLength: number): string | null {
  const text = (given ?? '').trim();
  if (text === '') return null;
  if (text.length > maxLength) throw new HttpProblem(400, `expected "${name}" to have at most ${maxLength} characters, got ${text.length}`);
  const [bad] = text.match(CONTROLS) ?? text.match(/\p{Cs}/u) ?? [];
  if (bad === undefined) return text;
  const code = bad.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  throw new HttpProblem(400, `expected "${name}" to be one line without control characters, got U+${code}`);
}
