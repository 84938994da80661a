import { viewOf } from '../context.ts';
import { loadOverview } from '../load-overview.ts';
import { renderOverview } from '../page/overview/render-overview.ts';
import { renderPage } from '../page/render-page.ts';
import { send } from '../send.ts';
import { pipelineParameter, runParameter } from './parameters.ts';
import { defineRoute } from './route.ts';

export const pageRoute = defineRoute({
  method: 'GET',
  path: '/',
  id: 'getPage',
  summary: 'The dashboard of a pipeline, complete without a script',
  description: 'Where no pipeline is named, neither here nor in the config, and there are several: all of them, the worst first.',
  parameters: { pipeline: pipelineParameter, run: runParameter('the run of this id; default: the newest') },
  answers: { 200: { description: 'the page', content: { 'text/html': null } } },
  answer: async ({ context, query, res }) => {
    if (query.pipeline === null && query.run === null && context.preferred === null) {
      const names = await context.reader.listPipelines().catch(() => []); // the view says what is wrong
      if (names.length > 1) return send(res, 200, 'text/html; charset=utf-8', renderOverview(await loadOverview(context)));
    }
    send(res, 200, 'text/html; charset=utf-8', renderPage(await viewOf(context, query)));
  },
});
