import { describeHistory, HistoryAnswer } from '../answers/describe-history.ts';
import { viewOf } from '../context.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { sendJson } from '../http/send.ts';
import { integerParameter, pipelineParameter, runParameter } from './parameters.ts';
import { defineRoute } from './route.ts';

export const historyRoute = defineRoute({
  method: 'GET',
  path: '/api/history',
  id: 'getHistory',
  summary: 'What the last runs of a pipeline came to, newest first',
  description: 'Manifest and system state of each run are verified, its other files are not: `/?run=` does that.',
  parameters: {
    pipeline: pipelineParameter,
    limit: integerParameter('runs at most', { min: 1, max: 1000, fallback: 100 }),
    before: runParameter('only the runs that are older than the run of this id: `next_before` of the answer before'),
  },
  answers: { 200: { description: 'the runs', content: { 'application/json': HistoryAnswer } } },
  answer: async ({ context, query: { pipeline: requested, limit, before }, res }) => {
    const { pipeline, now } = await viewOf(context, { pipeline: requested });
    const timeline = pipeline === null ? null : await context.reader.summarise(pipeline, { limit, before });
    if (timeline === null && before !== null)
      throw new HttpProblem(404, `expected "before" to be the id of a run of ${pipeline ?? 'a pipeline'}, got "${before}"`);
    sendJson(res, describeHistory(pipeline, timeline, now));
  },
});
