import type { IncomingMessage, ServerResponse } from 'node:http';
import polka, { type Request, type Response } from 'polka';
import { messageOf } from '../errors.ts';
import { describeHealth } from './answers/describe-health.ts';
import { describeMetrics } from './answers/describe-metrics.ts';
import { describeRuns } from './answers/describe-runs.ts';
import { describeTopAnomalies } from './answers/describe-top-anomalies.ts';
import { renderOpenMetrics } from './answers/render-openmetrics.ts';
import { createReader } from './create-reader.ts';
import { HttpProblem } from './http-problem.ts';
import { loadView } from './load-view.ts';
import { negotiateFormat } from './negotiate-format.ts';
import { renderPage } from './page/render-page.ts';
import { readChoice, readInteger, readPipeline } from './parse-query.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { send, sendJson, sendProblem } from './send.ts';
import { servePublic } from './serve-public.ts';
import type { View } from './view.ts';

export interface DashboardLog {
  warn(message: string): void;
  error(message: string): void;
}

export interface AppOptions {
  readonly artifactsDir: string;
  /** Shown when a request names none; default: the pipeline with the newest run. */
  readonly pipeline?: string;
  readonly now?: () => Date;
  /** Hides secrets in messages of the file system. */
  readonly redact?: (text: string) => string;
  readonly log: DashboardLog;
}

export interface App {
  readonly handler: (req: IncomingMessage, res: ServerResponse) => void;
  readonly log: DashboardLog;
}

/** The dashboard over an artifacts directory: reads it, never writes, opens no path that a request spells. */
export function createApp({ artifactsDir, pipeline: preferred, now = () => new Date(), redact, log }: AppOptions): App {
  const reader = createReader(artifactsDir, redact);
  const view = (query: URLSearchParams): Promise<View> =>
    loadView(reader, { requested: readPipeline(query), preferred: preferred ?? null, now: now() });

  const routes: Readonly<Record<string, (query: URLSearchParams, req: Request, res: Response) => Promise<void>>> = {
    '/': async (query, _req, res) => send(res, 200, 'text/html; charset=utf-8', renderPage(await view(query))),
    '/health': async (query, _req, res) => {
      const allPipelines = readPipeline(query) === null && preferred === undefined;
      sendJson(res, describeHealth(await view(query), { allPipelines }));
    },
    '/metrics': async (query, req, res) => {
      const asked = readChoice(query, 'format', ['json', 'openmetrics', 'prometheus']);
      const format = asked ?? negotiateFormat(req.headers.accept);
      res.setHeader('Vary', 'Accept');
      const shown = await view(query);
      if (format === 'json') return sendJson(res, describeMetrics(shown));
      const all = readPipeline(query) === null ? shown.pipelines.map(({ name }) => name) : [];
      const names = [...new Set(shown.pipeline === null ? all : [shown.pipeline, ...all])].sort();
      const runs = await Promise.all(names.map(async (name) => [name, await reader.readLatest(name)] as const));
      const text = await renderOpenMetrics(runs, { format, now: shown.now });
      send(res, 200, text.contentType, text.body);
    },
    '/top-anomalies': async (query, _req, res) => {
      const limit = readInteger(query, 'limit', { min: 1, max: 1000, fallback: 20 });
      const offset = readInteger(query, 'offset', { min: 0, max: 999_999_999, fallback: 0 });
      sendJson(res, describeTopAnomalies(await view(query), { limit, offset }));
    },
    '/api/runs': async (query, _req, res) => {
      const limit = readInteger(query, 'limit', { min: 1, max: 1000, fallback: 50 });
      const { pipeline, now: readAt } = await view(query);
      sendJson(res, describeRuns(pipeline, pipeline === null ? [] : await reader.listRuns(pipeline, limit), readAt));
    },
  };

  const app = polka({
    onError: (error, req, res) => {
      if (res.headersSent) {
        res.destroy(); // half an answer must not look like a whole one
        return;
      }
      if (error instanceof HttpProblem) return sendProblem(res, redact ? error.redacted(redact) : error);
      log.error(`${req.method} ${req.path}: ${messageOf(error)}`);
      sendProblem(res, new HttpProblem(500, 'the server could not make this answer; its log says why'));
    },
    onNoMatch: (req, res) => sendProblem(res, new HttpProblem(404, `there is nothing at ${req.path.slice(0, 100)}`)),
  });
  app.use((_req, res, next) => {
    setSecurityHeaders(res);
    return next();
  });
  for (const [path, answer] of Object.entries(routes)) {
    app.get(path, (req, res) => answer(new URLSearchParams(req.search ?? ''), req, res));
    app.all(path, (req) => refuseMethod(req));
  }
  const serveFile = servePublic();
  app.use((req, res, next) => (req.method === 'GET' || req.method === 'HEAD' ? serveFile(req, res, next as () => void) : next()));
  return { handler: (req, res) => void app.handler(req as Request, res, undefined as never), log };
}

function refuseMethod(req: Request): never {
  throw new HttpProblem(405, `expected GET or HEAD, got ${req.method}`, { Allow: 'GET, HEAD' });
}
