import type { ServerResponse } from 'node:http';
import type { Selection } from '../anomalies/selection.ts';
import { writeAnomaliesCsv } from '../anomalies/write-anomalies-csv.ts';
import { chooseAnomalies, describeTopAnomalies } from '../answers/describe-top-anomalies.ts';
import { TopAnomaliesAnswer } from '../answers/top-anomalies-answer.ts';
import { viewOf } from '../context.ts';
import { send, sendJson } from '../http/send.ts';
import type { View } from '../view/view.ts';
import { choiceParameter, pipelineParameter, runParameter } from './parameters.ts';
import { defineRoute } from './route.ts';
import { limitParameter, selectionParameters } from './selection-parameters.ts';

export const topAnomaliesRoute = defineRoute({
  method: 'GET',
  path: '/top-anomalies',
  id: 'getTopAnomalies',
  summary: 'The highest-ranked rows with what may be claimed of them',
  description:
    'Chooses among the rows that the run has kept (score.top of the config). Answers say how many are available, how many of these match, and how many rows were scored.',
  parameters: {
    pipeline: pipelineParameter,
    run: runParameter('the run of this id; default: the newest'),
    limit: limitParameter('rows at most; default: 20, and all that match for csv', 1000),
    ...selectionParameters,
    format: choiceParameter('default: json; csv is for spreadsheets: no text of it is taken for a formula', ['json', 'csv']),
  },
  answers: { 200: { description: 'the rows', content: { 'application/json': TopAnomaliesAnswer, 'text/csv': null } } },
  answer: async ({ context, query: { pipeline, run, format, ...selection }, res }) => {
    const view = await viewOf(context, { pipeline, run });
    if (format === 'csv') return sendCsv(res, view, selection);
    sendJson(res, describeTopAnomalies(view, selection));
  },
});

/** Only the run itself: rows of a stand-in must not be taken for its own. The file's name says why there are none. */
function sendCsv(res: ServerResponse, { pipeline, run }: View, selection: Selection): void {
  const level = run.state === 'ok' ? run.system.trust.level : null;
  const name = [pipeline ?? 'oads', 'top-anomalies', run.state === 'no_data' ? null : run.run_id, level ?? run.state];
  res.setHeader('Content-Disposition', `attachment; filename="${toFileName(name)}.csv"`);
  const nothing = { matching: [], keys: [], claims: { p_value: false, q_value: false } };
  const { matching, keys, claims } = run.state === 'ok' ? chooseAnomalies(run, selection) : nothing;
  const rows = matching.slice(selection.offset, selection.offset + (selection.limit ?? matching.length));
  send(res, 200, 'text/csv; charset=utf-8; header=present', writeAnomaliesCsv(rows, { keys, claims, level }));
}

/** Names of pipelines are safe already; a quote or a line break here would be another header. */
function toFileName(parts: readonly (string | null)[]): string {
  const text = parts.filter((part) => part !== null).join('-');
  return text.replace(/[^a-z0-9._-]/g, '_').slice(0, 150);
}
