import { viewOf } from '../context.ts';
import { loadOverview } from '../load-overview.ts';
import { RUN_COUNTS, readPageHistory } from '../page/history/page-history.ts';
import { renderOverview } from '../page/overview/render-overview.ts';
import { renderPage } from '../page/render-page.ts';
import { send } from '../send.ts';
import { choiceParameter, pipelineParameter, runParameter } from './parameters.ts';
import { defineRoute } from './route.ts';
import { limitParameter, selectionParameters } from './selection-parameters.ts';

export const pageRoute = defineRoute({
  method: 'GET',
  path: '/',
  id: 'getPage',
  summary: 'The dashboard of a pipeline, complete without a script',
  description: 'Where no pipeline is named, neither here nor in the config, and there are several: all of them, the worst first.',
  parameters: {
    pipeline: pipelineParameter,
    run: runParameter('the run of this id; default: the newest'),
    runs: choiceParameter('how many runs the history shows; default: 100', RUN_COUNTS),
    limit: limitParameter('rows of the table of anomalies; default: 20', 100),
    ...selectionParameters,
  },
  answers: { 200: { description: 'the page', content: { 'text/html': null } } },
  answer: async ({ context, query: { pipeline, run, runs, ...selection }, res }) => {
    if (pipeline === null && run === null && context.preferred === null) {
      const names = await context.reader.listPipelines().catch(() => []); // the view says what is wrong
      if (names.length > 1) return send(res, 200, 'text/html; charset=utf-8', renderOverview(await loadOverview(context)));
    }
    const view = await viewOf(context, { pipeline, run });
    if (res.destroyed) return; // the client has gone
    const history = await readPageHistory(context.reader, view, runs);
    send(res, 200, 'text/html; charset=utf-8', renderPage(view, { history, selection }));
  },
});
