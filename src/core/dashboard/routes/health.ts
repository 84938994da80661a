import { describeHealth } from '../answers/describe-health.ts';
import { HealthAnswer } from '../answers/health-answer.ts';
import { viewOf } from '../context.ts';
import { sendJson } from '../http/send.ts';
import { pipelineParameter } from './parameters.ts';
import { defineRoute } from './route.ts';

export const healthRoute = defineRoute({
  method: 'GET',
  path: '/health',
  id: 'getHealth',
  summary: 'Whether the server lives, and how its newest runs are',
  parameters: { pipeline: pipelineParameter },
  answers: { 200: { description: 'always, while the server lives', content: { 'application/json': HealthAnswer } } },
  answer: async ({ context, query, res }) => {
    const allPipelines = query.pipeline === null && context.preferred === null;
    sendJson(res, describeHealth(await viewOf(context, query), { allPipelines }));
  },
});
