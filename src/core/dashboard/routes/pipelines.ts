import { send } from '../http/send.ts';
import { renderOverview } from '../page/overview/render-overview.ts';
import { loadOverview } from '../view/load-overview.ts';
import { defineRoute } from './route.ts';

export const pipelinesRoute = defineRoute({
  method: 'GET',
  path: '/pipelines',
  id: 'getOverview',
  summary: 'All pipelines, a line each, the worst first',
  parameters: {},
  answers: { 200: { description: 'the page', content: { 'text/html': null } } },
  answer: async ({ context, res }) => {
    send(res, 200, 'text/html; charset=utf-8', renderOverview(await loadOverview(context)));
  },
});
