import { viewOf } from '../context.ts';
import { RUN_COUNTS, readPageHistory } from '../page/history/page-history.ts';
import { renderPage } from '../page/render-page.ts';
import { send } from '../send.ts';
import { choiceParameter, pipelineParameter, runParameter } from './parameters.ts';
import { defineRoute } from './route.ts';

export const pageRoute = defineRoute({
  method: 'GET',
  path: '/',
  id: 'getPage',
  summary: 'The dashboard, complete without a script',
  parameters: {
    pipeline: pipelineParameter,
    run: runParameter('the run of this id; default: the newest'),
    runs: choiceParameter('how many runs the history shows; default: 100', RUN_COUNTS),
  },
  answers: { 200: { description: 'the page', content: { 'text/html': null } } },
  answer: async ({ context, query, res }) => {
    const view = await viewOf(context, query);
    send(res, 200, 'text/html; charset=utf-8', renderPage(view, await readPageHistory(context.reader, view, query.runs)));
  },
});
