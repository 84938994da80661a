import type { IncomingMessage, ServerResponse } from 'node:http';
import polka, { type Request, type Response } from 'polka';
import { messageOf } from '../errors.ts';
import { asksForSignIn } from './access/asks-for-sign-in.ts';
import { createAccess } from './access/create-access.ts';
import { refuseMarksWithoutToken } from './acknowledge/refuse-marks-without-token.ts';
import type { Context, DashboardLog } from './context.ts';
import { createReader } from './create-reader.ts';
import { HttpProblem } from './http-problem.ts';
import { type Parameters, readQuery } from './routes/parameters.ts';
import type { Route } from './routes/route.ts';
import { ROUTES } from './routes/routes.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { redirect, sendProblem } from './send.ts';
import { servePublic } from './serve-public.ts';

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
  /** Of oads, for the API's document. */
  readonly version?: string;
}

export interface App {
  readonly handler: (req: IncomingMessage, res: ServerResponse) => void;
  readonly log: DashboardLog;
  /** Reading asks for a token. */
  readonly isGuarded: boolean;
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
  const context: Context = {
    artifactsDir,
    reader: createReader(artifactsDir, redact),
    preferred: pipeline ?? null,
    now,
    redact: redact ?? ((text) => text),
    log,
    access: createAccess({ token: token ?? null, now }),
    stopped: stopping.signal,
    staleAfterSeconds: staleAfterSeconds ?? null,
    allowsMarks: allowAck,
    version,
  };
  const app = polka({
    onError: (error, req, res) => {
      if (res.headersSent) {
        res.destroy(); // half an answer must not look like a whole one
        return;
      }
      if (error instanceof HttpProblem) {
        const problem = error.redacted(context.redact);
        if (asksForSignIn(problem, req)) return redirect(res, `/login?next=${encodeURIComponent(req.originalUrl)}`);
        return sendProblem(res, problem);
      }
      log.error(`${req.method} ${req.path}: ${messageOf(error)}`);
      sendProblem(res, new HttpProblem(500, 'the server could not make this answer; its log says why'));
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
  for (const path of new Set(ROUTES.map((route) => route.path))) app.all(path, (req) => refuseMethod(path, context, req));
  const serveFile = servePublic();
  app.use((req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next();
    if (!OPEN_FILES.has(req.path)) context.access.requireSignIn(req);
    return serveFile(req, res, next as () => void);
  });
  return {
    handler: (req, res) => {
      setSecurityHeaders(res); // not by app.use, which leaves out an address such as http://other/
      app.handler(req as Request, res, undefined as never);
    },
    log,
    isGuarded: context.access.isGuarded,
    stop: () => stopping.abort(),
  };
}

/** What the sign-in page is made of. */
const OPEN_FILES: ReadonlySet<string> = new Set(['/style.css', '/login.css', '/icon.svg']);

async function answerRoute(route: Route, context: Context, req: Request, res: Response): Promise<void> {
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
function refuseMethod(path: string, context: Context, req: Request): never {
  const routes = ROUTES.filter((route) => route.path === path);
  if (routes.every(({ access }) => access !== 'open')) context.access.requireSignIn(req);
  const methods = routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  throw new HttpProblem(405, `expected ${methods.join(' or ')}, got ${req.method}`, { Allow: methods.join(', ') });
}
