import Type from 'typebox';
import { Acknowledgement } from '../../snapshot/acknowledgement.ts';
import { closed, literals, NullableText } from '../../snapshot/parts.ts';
import { readFields } from '../access/read-fields.ts';
import { isForm, wantsHtml } from '../access/way-to-sign-in.ts';
import { countMarks, shownRows } from '../acknowledge/marks.ts';
import { AcknowledgeForm, AcknowledgeRequest, readRequest } from '../acknowledge/read-request.ts';
import { takeMark } from '../acknowledge/take-mark.ts';
import { AcknowledgedAnswer } from '../answers/acknowledged-answer.ts';
import { viewOf } from '../context.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { redirect, send, sendJson } from '../http/send.ts';
import { pipelineParameter, runParameter } from './parameters.ts';
import { defineRoute } from './route.ts';

const path = '/api/acknowledgements';
const Taken = Type.Object(
  {
    acknowledgement: Type.Union([Acknowledgement, Type.Null()], { description: 'null: there was no mark to take back' }),
    is_new: Type.Boolean(),
  },
  { ...closed, title: 'oads acknowledged' },
);

const Listed = Type.Object(
  {
    pipeline: NullableText,
    data: literals(['ok', 'no_data', 'damaged']),
    run_id: NullableText,
    input_digest: NullableText,
    allowed: Type.Boolean({ description: 'whether this server takes new marks' }),
    acknowledged: Type.Union([AcknowledgedAnswer, Type.Null()]),
    acknowledgements: Type.Array(Acknowledgement, { description: 'the marks of the rows that the run shows, by rank' }),
    problems: Type.Array(Type.String(), { description: 'what is wrong with the log' }),
  },
  { ...closed, title: 'oads acknowledgements of a run' },
);

export const listAcknowledgementsRoute = defineRoute({
  method: 'GET',
  path,
  id: 'listAcknowledgements',
  summary: 'What people said of the rows that a run shows',
  parameters: { pipeline: pipelineParameter, run: runParameter('the run of this id; default: the newest') },
  answers: { 200: { description: 'the marks', content: { 'application/json': Listed } } },
  answer: async ({ context, query, res }) => {
    const { pipeline, run, marks } = await viewOf(context, query);
    const sound = run.state === 'ok' ? run : null;
    sendJson(res, {
      pipeline,
      data: run.state,
      run_id: run.state === 'no_data' ? null : run.run_id,
      input_digest: sound?.manifest.identity.input_digest ?? null,
      allowed: marks?.allowed ?? false,
      acknowledged: sound && marks ? countMarks(sound, marks) : null,
      acknowledgements: sound && marks ? shownRows(sound).flatMap((row) => marks.of(sound, row) ?? []) : [],
      problems: marks?.problems ?? [],
    });
  },
});

export const acknowledgeRoute = defineRoute({
  method: 'POST',
  path,
  id: 'acknowledge',
  summary: 'Marks a row as confirmed or as a false alarm, or takes the mark back',
  description:
    'Needs `oads serve --allow-ack` and the token. The same mark again, or taking back where there is none, changes nothing (200). The form of the page, in a browser, is answered with the way back to it (303).',
  parameters: {},
  body: { 'application/json': AcknowledgeRequest, 'application/x-www-form-urlencoded': AcknowledgeForm },
  answers: {
    200: { description: 'the row bears this mark already, or none that could be taken back', content: { 'application/json': Taken } },
    201: { description: 'the mark was written', content: { 'application/json': Taken } },
    303: {
      description: 'to the page: the mark was written, or was there; or to /login: the session has ended, and the way back with it',
      content: {},
    },
  },
  problems: {
    404: 'no such pipeline or run',
    409: 'the run is damaged',
    422: 'the run does not show this row',
    503: 'the log could not be written',
  },
  answer: async ({ context, req, res }) => {
    if (!context.allowsMarks) throw new HttpProblem(403, 'this server takes no marks: start it with --allow-ack', { Connection: 'close' });
    const ofForm = isForm(req);
    const request = readRequest(await readFields(req), ofForm);
    const { entry, isNew } = await takeMark(context, request);
    if (ofForm && wantsHtml(req)) {
      const query = new URLSearchParams(request.view ?? { pipeline: request.pipeline, run: request.run_id });
      return redirect(res, `/?${query}#mark-${request.row}`);
    }
    const body = `${JSON.stringify({ acknowledgement: entry, is_new: isNew }, null, 2)}\n`;
    send(res, isNew ? 201 : 200, 'application/json; charset=utf-8', body);
  },
});
