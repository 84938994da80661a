import { type Context, viewOf } from '../context.ts';
import { send } from '../http/send.ts';
import { RUN_COUNTS, readPageHistory } from '../page/history/page-history.ts';
import { renderOverview } from '../page/overview/render-overview.ts';
import { renderPage } from '../page/render-page.ts';
import { loadOverview } from '../view/load-overview.ts';
import { choiceParameter, pipelineParameter, readQuery, runParameter, type ValuesOf } from './parameters.ts';
import { defineRoute } from './route.ts';
import { limitParameter, selectionParameters } from './selection-parameters.ts';

const PARAMETERS = {
  pipeline: pipelineParameter,
  run: runParameter('the run of this id; default: the newest'),
  runs: choiceParameter('how many runs the history shows; default: 100', RUN_COUNTS),
  limit: limitParameter('rows of the table of anomalies; default: 20', 100),
  ...selectionParameters,
};

export const pageRoute = defineRoute({
  method: 'GET',
  path: '/',
  id: 'getPage',
  summary: 'The dashboard of a pipeline, complete without a script',
  description: 'Where no pipeline is named, neither here nor in the config, and there are several: all of them, the worst first.',
  parameters: PARAMETERS,
  answers: { 200: { description: 'the page', content: { 'text/html': null } } },
  answer: async ({ context, query, res }) => {
    const page = await answerPage(context, query, () => res.destroyed);
    if (page !== null) send(res, 200, 'text/html; charset=utf-8', page);
  },
});

/** null once the client has gone. */
async function answerPage(
  context: Context,
  { pipeline, run, runs, ...selection }: ValuesOf<typeof PARAMETERS>,
  isGone: () => boolean,
): Promise<string | null> {
  if (pipeline === null && run === null && context.preferred === null) {
    const names = await context.reader.listPipelines().catch(() => []); // the view says what is wrong
    if (names.length > 1) return renderOverview(await loadOverview(context));
  }
  const view = await viewOf(context, { pipeline, run });
  if (isGone()) return null;
  const history = await readPageHistory(context.reader, view, runs);
  return renderPage(view, { history, selection });
}

/** Makes the page as who names nothing sees it: its code is compiled and its large files are digested before anyone asks. */
export async function prepareFirstView(context: Context): Promise<void> {
  await answerPage(context, readQuery(PARAMETERS, new URLSearchParams()), () => context.stopped.aborted);
}
