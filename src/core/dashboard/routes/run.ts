import { describeRun } from '../answers/describe-run.ts';
import { RunAnswer } from '../answers/run-answer.ts';
import { viewOf } from '../context.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { sendJson } from '../http/send.ts';
import { pipelineParameter, runParameter } from './parameters.ts';
import { defineRoute } from './route.ts';

export const runRoute = defineRoute({
  method: 'GET',
  path: '/api/runs/:id',
  id: 'getRun',
  summary: 'All of one run: its manifest, state, quality, drift, segments and metrics',
  description: 'A damaged run has none of them: `problems` says what is wrong. What the trust level does not claim is null.',
  parameters: { pipeline: pipelineParameter },
  pathParameters: { id: runParameter('id of the run') },
  answers: { 200: { description: 'the run', content: { 'application/json': RunAnswer } } },
  answer: async ({ context, query, path: { id }, res }) => {
    const view = await viewOf(context, { pipeline: query.pipeline, run: id });
    if (view.pipeline === null || id === null) throw new HttpProblem(404, 'there is no run yet');
    sendJson(res, describeRun(view.pipeline, id, view));
  },
});
