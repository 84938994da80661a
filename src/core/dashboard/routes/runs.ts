import { describeRuns } from '../answers/describe-runs.ts';
import { RunsAnswer } from '../answers/runs-answer.ts';
import { viewOf } from '../context.ts';
import { sendJson } from '../http/send.ts';
import { integerParameter, pipelineParameter } from './parameters.ts';
import { defineRoute } from './route.ts';

export const runsRoute = defineRoute({
  method: 'GET',
  path: '/api/runs',
  id: 'listRuns',
  summary: 'The runs of a pipeline by their manifests, newest first',
  parameters: {
    pipeline: pipelineParameter,
    limit: integerParameter('runs at most', { min: 1, max: 1000, fallback: 50 }),
  },
  answers: { 200: { description: 'the runs', content: { 'application/json': RunsAnswer } } },
  answer: async ({ context, query, res }) => {
    const { pipeline, now } = await viewOf(context, query);
    sendJson(res, describeRuns(pipeline, pipeline === null ? [] : await context.reader.listRuns(pipeline, query.limit), now));
  },
});
