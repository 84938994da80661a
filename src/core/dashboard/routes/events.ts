import { viewOf } from '../context.ts';
import { EVENT_STREAM_HEADERS } from '../live/event-streams.ts';
import { pipelineParameter } from './parameters.ts';
import { defineRoute } from './route.ts';

export const eventsRoute = defineRoute({
  method: 'GET',
  path: '/api/events',
  id: 'streamEvents',
  summary: 'New runs and acknowledgements as they come (server-sent events)',
  description:
    'First `hello` with the newest run of each pipeline; then `run` when that of a pipeline is another one, has another state, or is ' +
    'confirmed, and `acknowledgements` when those of a pipeline change. A comment every 15 s keeps the connection open. After a break, ' +
    '`Last-Event-ID` brings what was missed.',
  parameters: { pipeline: { ...pipelineParameter, description: 'pipeline; default: all' } },
  answers: {
    200: { description: 'the stream', content: { 'text/event-stream': null } },
  },
  problems: { 503: 'too many streams are open: `Retry-After` says when to try again' },
  answer: async ({ context, query, req, res }) => {
    if (query.pipeline !== null) await viewOf(context, query); // an unknown one is a 404
    if (req.method === 'HEAD') context.streams.checkRoom(res);
    if (req.method === 'HEAD') return void res.writeHead(200, EVENT_STREAM_HEADERS).end();
    const lastEventId = req.headers['last-event-id'];
    await context.streams.open(res, {
      pipeline: query.pipeline,
      lastEventId: typeof lastEventId === 'string' ? lastEventId : null,
      now: context.now(),
      session: context.access.sessionOf(req),
    });
  },
});
