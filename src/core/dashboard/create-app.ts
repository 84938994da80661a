import type { IncomingMessage, ServerResponse } from 'node:http';
import polka, { type Request, type Response } from 'polka';
import { messageOf } from '../errors.ts';
import { createAccess } from './access/create-access.ts';
import { refuseMarksWithoutToken } from './acknowledge/refuse-marks-without-token.ts';
import type { Context, DashboardLog } from './context.ts';
import { answerError } from './http/answer-error.ts';
import { HttpProblem } from './http/http-problem.ts';
import { setSecurityHeaders } from './http/security-headers.ts';
import { listPublic, servePublic } from './http/serve-public.ts';
import { createEventStreams } from './live/event-streams.ts';
import { watchArtifacts } from './live/watch-artifacts.ts';
import { createServerCounts } from './monitoring/server-counts.ts';
import { prepareFirstView } from './routes/page.ts';
import { type Parameters, readQuery } from './routes/parameters.ts';
import type { Route } from './routes/route.ts';
import { ROUTES } from './routes/routes.ts';
import { createReader } from './view/create-reader.ts';

export interface AppOptions {
  readonly artifactsDir: string;
  /** Shown when a request names none; default: the pipeline with the newest run. */
  readonly pipeline?: string;
  readonly now?: () => Date;
  /** Hides secrets in messages of the file system. */
  readonly redact?: (text: string) => string;
  readonly log: DashboardLog;
  /** What a sign-in asks for; default: none, reading is free and nobody may change anything. */
  readonly token?: string | null;
  /** `dashboard.stale_after`; default: no run is ever stale. */
  readonly staleAfterSeconds?: number | null;
  /** People who are signed in may mark rows; needs a token. Default: no. */
  readonly allowAck?: boolean;
  /** Of oads, for the API's document and for those who watch the server; default: not told. */
  readonly version?: string;
}

export interface App {
  readonly handler: (req: IncomingMessage, res: ServerResponse) => void;
  readonly log: DashboardLog;
  /** Reading asks for a token. */
  readonly isGuarded: boolean;
  /** Makes the first view once, for nobody: whoever asks first is served as fast as the next. Then reads ahead behind the requests. */
  warm?(): Promise<void>;
  /** Ends the answers that have no end of their own. */
  stop(): void;
}

/** The dashboard over an artifacts directory: opens no path that a request spells. */
export function createApp(options: AppOptions): App {
  const {
    artifactsDir,
    pipeline,
    now = () => new Date(),
    redact,
    log,
    token,
    staleAfterSeconds,
    version = 'unknown',
    allowAck = false,
  } = options;
  if (allowAck) refuseMarksWithoutToken(token ?? null);
  const stopping = new AbortController();
  const counts = createServerCounts(new Date());
  const reader = createReader(artifactsDir, { redact, onFailure: counts.countReadFailure });
  const watcher = watchArtifacts({ artifactsDir, reader, onError: (error) => log.error(`/api/events: ${messageOf(error)}`) });
  const context: Context = {
    artifactsDir,
    reader,
    preferred: pipeline ?? null,
    now,
    redact: redact ?? ((text) => text),
    log,
    access: createAccess({ token: token ?? null, now }),
    stopped: stopping.signal,
    staleAfterSeconds: staleAfterSeconds ?? null,
    allowsMarks: allowAck,
    version,
    counts,
    streams: createEventStreams(watcher, stopping.signal),
  };
  const app = polka({
    onError: (error, req, res) => {
      answerError(error, { context, req, res, isPage: isPage(ROUTE_OF.get(res)) }).catch(() => res.destroy());
    },
    onNoMatch: (req) => {
      context.access.requireSignIn(req); // what is there, and what not, is nobody else's business
      throw new HttpProblem(404, `there is nothing at ${req.path.slice(0, 100)}`);
    },
  });
  for (const route of ROUTES) {
    const answer = (req: Request, res: Response) => answerRoute(route, context, req, res);
    if (route.method === 'GET') app.get(route.path, answer);
    else app.post(route.path, answer);
  }
  for (const path of new Set(ROUTES.map((route) => route.path))) app.all(path, (req, res) => refuseMethod(path, context, req, res));
  const serveFile = servePublic();
  const files = listPublic();
  app.use((req, res, next) => {
    const isRead = req.method === 'GET' || req.method === 'HEAD';
    if (!isRead && !files.has(req.path)) return next();
    ROUTE_OF.set(res, 'file');
    if (!OPEN_FILES.has(req.path)) context.access.requireSignIn(req);
    if (!isRead) throw new HttpProblem(405, `expected GET or HEAD, got ${req.method}`, { Allow: 'GET, HEAD' });
    return serveFile(req, res, next as () => void);
  });
  return {
    handler: (req, res) => {
      // Not by app.use, which leaves out an address such as http://other/.
      setSecurityHeaders(res);
      res.once('close', () => counts.countRequest(ROUTE_OF.get(res) ?? 'none', res.headersSent ? String(res.statusCode) : 'aborted'));
      app.handler(req as Request, res, undefined as never);
    },
    log,
    isGuarded: context.access.isGuarded,
    warm: async () => {
      await prepareFirstView(context).finally(() => {
        void reader.warm(stopping.signal).catch((error) => log.error(messageOf(error)));
      });
    },
    stop: () => stopping.abort(),
  };
}

/** What the sign-in page is made of. */
const OPEN_FILES: ReadonlySet<string> = new Set(['/colours.css', '/dark.css', '/style.css', '/login.css', '/icon.svg']);

/** Which route answers: what is counted, as it is spelled here and not in the request. */
const ROUTE_OF = new WeakMap<ServerResponse, string>();

/** Whether a person may have typed or kept the address: that of a page, or of nothing at all. */
function isPage(path: string | undefined): boolean {
  const routes = ROUTES.filter((route) => route.path === path);
  return routes.length === 0 || routes.some(({ answers }) => answers[200]?.content['text/html'] !== undefined);
}

async function answerRoute(route: Route, context: Context, req: Request, res: Response): Promise<void> {
  ROUTE_OF.set(res, route.path);
  if (route.access !== 'open') {
    if (route.method === 'POST') context.access.requireToken({ req });
    else context.access.requireSignIn(req);
  }
  const query = readQuery(route.parameters, new URLSearchParams(req.search ?? ''));
  const path = Object.fromEntries(
    Object.entries<Parameters[string]>(route.pathParameters ?? {}).map(([name, parameter]) => [
      name,
      parameter.read(req.params[name] ?? null, name),
    ]),
  );
  await route.answer({ context, query, path, req, res });
}

/** 405 with the methods that this path does have. */
function refuseMethod(path: string, context: Context, req: Request, res: Response): never {
  ROUTE_OF.set(res, path);
  const routes = ROUTES.filter((route) => route.path === path);
  if (routes.every(({ access }) => access !== 'open')) context.access.requireSignIn(req);
  const methods = routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  throw new HttpProblem(405, `expected ${methods.join(' or ')}, got ${req.method}`, { Allow: methods.join(', ') });
}
