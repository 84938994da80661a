import { Comparison } from '../compare/comparison.ts';
import { loadComparison } from '../compare/load-comparison.ts';
import { sendJson } from '../http/send.ts';
import { pipelineParameter, runParameter } from './parameters.ts';
import { defineRoute } from './route.ts';

/** Of both routes of a comparison. */
export const COMPARE_PARAMETERS = {
  pipeline: pipelineParameter,
  run: runParameter('the run of this id; default: the newest'),
  with: runParameter('the run that it is compared with; default: the one before it'),
};

export const compareAnswerRoute = defineRoute({
  method: 'GET',
  path: '/api/compare',
  id: 'compareRuns',
  summary: 'Two runs side by side: what changed from one to the other',
  parameters: COMPARE_PARAMETERS,
  answers: { 200: { description: 'the comparison', content: { 'application/json': Comparison } } },
  answer: async ({ context, query, res }) => {
    const { comparison } = await loadComparison(context, { pipeline: query.pipeline, run: query.run, other: query.with });
    sendJson(res, comparison);
  },
});
