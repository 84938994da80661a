import type { IncomingMessage } from 'node:http';
import type { HttpProblem } from '../http-problem.ts';

/** Whether a person is better sent to the sign-in page than told of a 401: a browser's visit of a page, without a token of its own. */
export function asksForSignIn({ status }: HttpProblem, req: IncomingMessage): boolean {
  const isVisit = req.method === 'GET' || req.method === 'HEAD';
  return status === 401 && isVisit && req.headers.authorization === undefined && wantsHtml(req);
}

export function wantsHtml({ headers }: IncomingMessage): boolean {
  return /(^|[,\s])text\/html([;,\s]|$)/i.test(headers.accept ?? '');
}
