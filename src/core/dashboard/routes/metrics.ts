import { marksOf } from '../acknowledge/marks.ts';
import { describeMetrics } from '../answers/describe-metrics.ts';
import { MetricsAnswer } from '../answers/metrics-answer.ts';
import { renderOpenMetrics } from '../answers/render-openmetrics.ts';
import { type Context, viewOf } from '../context.ts';
import { negotiateFormat } from '../http/negotiate-format.ts';
import { send, sendJson } from '../http/send.ts';
import { mapInParallel } from '../map-in-parallel.ts';
import type { ServerInput } from '../monitoring/server-metrics.ts';
import { choiceParameter, pipelineParameter } from './parameters.ts';
import { defineRoute } from './route.ts';

export const metricsRoute = defineRoute({
  method: 'GET',
  path: '/metrics',
  id: 'getMetrics',
  summary: 'The figures of the newest run',
  parameters: {
    pipeline: pipelineParameter,
    format: choiceParameter('default: what the Accept header wants, else json', ['json', 'openmetrics', 'prometheus']),
  },
  answers: {
    200: {
      description: 'the figures; in the text formats those of all pipelines, unless one is named',
      content: { 'application/json': MetricsAnswer, 'application/openmetrics-text': null, 'text/plain': null },
    },
  },
  answer: async ({ context, query, req, res }) => {
    const format = query.format ?? negotiateFormat(req.headers.accept);
    res.setHeader('Vary', 'Accept');
    const shown = await viewOf(context, query);
    if (format === 'json') return sendJson(res, describeMetrics(shown));
    const all = query.pipeline === null ? shown.pipelines.map(({ name }) => name) : [];
    const names = [...new Set(shown.pipeline === null ? all : [shown.pipeline, ...all])].sort();
    const runs = await mapInParallel(names, 8, async (name) => [name, await context.reader.readLatest(name)] as const);
    // Those of one pipeline are its own alone.
    const server = query.pipeline === null ? describeServer(context) : null;
    const marks = new Map(
      await mapInParallel(names, 8, async (name) => [name, marksOf(await context.reader.readMarks(name), context.allowsMarks)] as const),
    );
    const { staleAfterSeconds } = context;
    const text = await renderOpenMetrics(runs, { format, now: shown.now, staleAfterSeconds, marks, server });
    send(res, 200, text.contentType, text.body);
  },
});

function describeServer({ counts, version, streams }: Context): ServerInput {
  return { counts, version, eventStreams: streams.size, residentBytes: process.memoryUsage.rss() };
}
