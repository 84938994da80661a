import type { IncomingMessage } from 'node:http';
import type { HttpProblem } from '../http/http-problem.ts';

const MOST_CHARACTERS = 2000;

/**
 * Where a person is better sent than told of a 401: from a visit of a page, and from a form that outlived its session, without a
 * token of their own. The way back leads to the page that was asked for, or that the form stood on; /login takes no foreign one.
 */
export function wayToSignIn({ status }: HttpProblem, req: IncomingMessage & { originalUrl?: string }): string | null {
  if (status !== 401 || req.headers.authorization !== undefined || !wantsHtml(req)) return null;
  const isVisit = req.method === 'GET' || req.method === 'HEAD';
  if (!isVisit && !isForm(req)) return null;
  const { referer } = req.headers;
  const form = referer !== undefined && URL.canParse(referer) ? new URL(referer) : null;
  const next = isVisit ? (req.originalUrl ?? req.url ?? '/') : form === null ? '/' : `${form.pathname}${form.search}`;
  return `/login?next=${encodeURIComponent(isVisit || next.length <= MOST_CHARACTERS ? next : '/')}`;
}

export function isForm({ headers }: IncomingMessage): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
}

export function wantsHtml({ headers }: IncomingMessage): boolean {
  return /(^|[,\s])text\/html([;,\s]|$)/i.test(headers.accept ?? '');
}
