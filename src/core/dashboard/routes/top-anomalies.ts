import { describeTopAnomalies } from '../answers/describe-top-anomalies.ts';
import { TopAnomaliesAnswer } from '../answers/top-anomalies-answer.ts';
import { viewOf } from '../context.ts';
import { sendJson } from '../send.ts';
import { integerParameter, pipelineParameter, runParameter } from './parameters.ts';
import { defineRoute } from './route.ts';

export const topAnomaliesRoute = defineRoute({
  method: 'GET',
  path: '/top-anomalies',
  id: 'getTopAnomalies',
  summary: 'The highest-ranked rows with what may be claimed of them',
  parameters: {
    pipeline: pipelineParameter,
    run: runParameter('the run of this id; default: the newest'),
    limit: integerParameter('rows at most', { min: 1, max: 1000, fallback: 20 }),
    offset: integerParameter('rows left out before the first', { min: 0, max: 999_999_999, fallback: 0 }),
  },
  answers: { 200: { description: 'the rows', content: { 'application/json': TopAnomaliesAnswer } } },
  answer: async ({ context, query: { pipeline, run, limit, offset }, res }) => {
    sendJson(res, describeTopAnomalies(await viewOf(context, { pipeline, run }), { limit, offset }));
  },
});
