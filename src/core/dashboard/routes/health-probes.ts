import { opendir } from 'node:fs/promises';
import Type from 'typebox';
import { messageOf } from '../../errors.ts';
import { closed } from '../../snapshot/parts.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { sendJson } from '../http/send.ts';
import { defineRoute } from './route.ts';

const Live = Type.Object({ live: Type.Literal(true) }, closed);

export const healthLiveRoute = defineRoute({
  method: 'GET',
  path: '/health/live',
  id: 'getLiveness',
  summary: 'That the server lives, and nothing else',
  access: 'open',
  parameters: {},
  answers: { 200: { description: 'always', content: { 'application/json': Live } } },
  answer: async ({ res }) => sendJson(res, { live: true }),
});

const Ready = Type.Object({ ready: Type.Literal(true) }, closed);

export const healthReadyRoute = defineRoute({
  method: 'GET',
  path: '/health/ready',
  id: 'getReadiness',
  summary: 'Whether the artifacts directory can be read',
  parameters: {},
  answers: {
    200: { description: 'it can', content: { 'application/json': Ready } },
  },
  problems: { 503: 'it is missing, or cannot be read: the detail says why' },
  answer: async ({ context, res }) => {
    try {
      const directory = await opendir(context.artifactsDir);
      await directory.close();
    } catch (error) {
      throw new HttpProblem(503, `expected a readable artifacts directory, got ${messageOf(error)}`);
    }
    sendJson(res, { ready: true });
  },
});
