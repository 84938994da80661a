import { viewOf } from '../context.ts';
import { renderPage } from '../page/render-page.ts';
import { send } from '../send.ts';
import { pipelineParameter, runParameter } from './parameters.ts';
import { defineRoute } from './route.ts';
import { limitParameter, selectionParameters } from './selection-parameters.ts';

export const pageRoute = defineRoute({
  method: 'GET',
  path: '/',
  id: 'getPage',
  summary: 'The dashboard, complete without a script',
  parameters: {
    pipeline: pipelineParameter,
    run: runParameter('the run of this id; default: the newest'),
    limit: limitParameter('rows of the table of anomalies; default: 20', 100),
    ...selectionParameters,
  },
  answers: { 200: { description: 'the page', content: { 'text/html': null } } },
  answer: async ({ context, query: { pipeline, run, ...selection }, res }) => {
    send(res, 200, 'text/html; charset=utf-8', renderPage(await viewOf(context, { pipeline, run }), selection));
  },
});
