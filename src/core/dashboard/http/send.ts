import type { ServerResponse } from 'node:http';
import type { HttpProblem } from './http-problem.ts';

/** Sends a whole answer. Node itself leaves the body out for HEAD, and keeps its length. */
export function send(res: ServerResponse, status: number, contentType: string, body: string): void {
  if (res.destroyed) return;
  const bytes = Buffer.from(body, 'utf8');
  res.writeHead(status, { 'Content-Type': contentType, 'Content-Length': bytes.length, 'Cache-Control': 'no-store' });
  res.end(bytes);
}

export function sendJson(res: ServerResponse, value: unknown): void {
  if (!res.destroyed) send(res, 200, 'application/json; charset=utf-8', `${JSON.stringify(value, null, 2)}\n`);
}

export function sendProblem(res: ServerResponse, problem: HttpProblem): void {
  for (const [name, value] of Object.entries(problem.headers)) res.setHeader(name, value);
  send(res, problem.status, 'application/problem+json; charset=utf-8', `${JSON.stringify(problem, null, 2)}\n`);
}

/** 303: the answer lies at another address of this server, to be asked for by GET. */
export function redirect(res: ServerResponse, location: string): void {
  res.setHeader('Location', location);
  send(res, 303, 'text/plain; charset=utf-8', `see ${location}\n`);
}
