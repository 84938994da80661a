import type { IncomingMessage } from 'node:http';
import { HttpProblem } from '../http/http-problem.ts';

/**
 * Refuses (403) a change that a page of another origin asks for with the visitor's cookie. Browsers name the asking page in `Origin`
 * and `Sec-Fetch-Site`; what is no browser need not give either. The scheme is not compared: a reverse proxy may have ended the TLS.
 */
export function checkOrigin({ headers }: Pick<IncomingMessage, 'headers'>): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw foreign('Sec-Fetch-Site', site);
  const { origin } = headers;
  if (origin !== undefined && !isOwn(origin, headers.host)) throw foreign('Origin', origin);
}

function isOwn(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const { protocol, host: asking } = new URL(origin);
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  // Through URL, so that a default port and its absence are the same.
  return URL.canParse(`${protocol}//${host}`) && new URL(`${protocol}//${host}`).host === asking;
}

function foreign(header: string, got: string | readonly string[]): HttpProblem {
  return new HttpProblem(403, `expected a request of this server's own pages, got ${header} ${JSON.stringify(String(got).slice(0, 80))}`);
}
