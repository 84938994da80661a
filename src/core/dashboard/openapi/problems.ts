import type { Route } from '../routes/route.ts';

/** The problems that routes have in common, by status. */
export const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'not HTTP, or a parameter or body that does not fit: the detail names it',
  401: 'a sign-in is asked for; a visit of a browser is sent to /login by a 303 instead',
  403: 'no token is configured, or a page of another origin asks',
  404: 'no such pipeline or run',
  405: 'another method than those of `Allow`',
  408: 'the request took too long to arrive',
  413: 'the body is too long',
  414: 'the address is too long',
  415: 'the body is of another type',
  421: 'the Host header names another server',
  429: 'too many failed sign-ins: `Retry-After` says when to come again',
  431: 'the headers are too long',
  500: 'a defect: the log of the server says more',
};

/** Which of them a route may answer. */
export function problemsOf(route: Route): number[] {
  const isOpen = route.access === 'open';
  const names = route.parameters.pipeline !== undefined || route.parameters.run !== undefined || route.pathParameters !== undefined;
  const changes = route.method === 'POST';
  return [
    400,
    ...(isOpen && !changes ? [] : [401, 429]),
    ...(changes ? [403, 415] : []),
    ...(names ? [404] : []),
    405,
    408,
    413,
    414,
    421,
    431,
    500,
  ].sort((a, b) => a - b);
}
