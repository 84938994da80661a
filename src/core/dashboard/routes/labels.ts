import { encodeLabels, LABEL_FORMATS, listLabels } from '../../artifacts/acknowledge/labels.ts';
import { viewOf } from '../context.ts';
import { send } from '../http/send.ts';
import { choiceParameter, pipelineParameter } from './parameters.ts';
import { defineRoute } from './route.ts';

export const labelsRoute = defineRoute({
  method: 'GET',
  path: '/api/labels',
  id: 'getLabels',
  summary: 'The marks of a pipeline as labels for a fit',
  description: 'Of all its inputs, without those that were withdrawn. `oads fit --labels` reads either format.',
  parameters: { pipeline: pipelineParameter, format: choiceParameter('default: csv', LABEL_FORMATS) },
  answers: { 200: { description: 'one label a line', content: { 'text/csv': null, 'application/x-ndjson': null } } },
  answer: async ({ context, query, res }) => {
    const { pipeline } = await viewOf(context, query);
    const format = query.format ?? 'csv';
    const labels = pipeline === null ? [] : listLabels(await context.reader.readMarks(pipeline));
    res.setHeader('Content-Disposition', `attachment; filename="${pipeline ?? 'no-pipeline'}-labels.${format}"`);
    send(res, 200, format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8', encodeLabels(labels, format));
  },
});
