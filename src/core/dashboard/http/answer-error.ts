import type { Request, Response } from 'polka';
import { messageOf } from '../../errors.ts';
import { wantsHtml, wayToSignIn } from '../access/way-to-sign-in.ts';
import type { Context } from '../context.ts';
import { renderProblem } from '../page/problem/render-problem.ts';
import { HttpProblem } from './http-problem.ts';
import { redirect, send, sendProblem } from './send.ts';

/** What comes of an error: a problem body, or for a person who visits a page a page. Only an HttpProblem tells what it is. */
export async function answerError(
  error: unknown,
  asked: { context: Context; req: Request; res: Response; isPage: boolean },
): Promise<void> {
  const { context, req, res, isPage } = asked;
  if (res.headersSent) return void res.destroy(); // half an answer must not look like a whole one
  if (!(error instanceof HttpProblem)) context.log.error(`${req.method} ${req.path}: ${messageOf(error)}`);
  const problem =
    error instanceof HttpProblem
      ? error.redacted(context.redact)
      : new HttpProblem(500, 'the server could not make this answer; its log says why');
  const way = wayToSignIn(problem, req);
  if (way !== null) return redirect(res, way);
  const isVisit = (req.method === 'GET' || req.method === 'HEAD') && isPage && wantsHtml(req);
  if (!isVisit || problem.status === 401) return sendProblem(res, problem);
  const asksFor = new URLSearchParams(req.search ?? '').get('pipeline');
  const names = asksFor === null ? [] : await context.reader.listPipelines().catch(() => []);
  for (const [name, value] of Object.entries(problem.headers)) res.setHeader(name, value);
  const pipeline = names.find((name) => name === asksFor) ?? null;
  send(res, problem.status, 'text/html; charset=utf-8', renderProblem(problem, { pipeline }));
}
