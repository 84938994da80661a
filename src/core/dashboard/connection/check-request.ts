import type { IncomingMessage } from 'node:http';
import { isAllowedHost } from '../check-host.ts';
import { HttpProblem } from '../http-problem.ts';
import type { Limits } from './limits.ts';

const CLOSE = { Connection: 'close' };

export interface Expected {
  readonly limits: Limits;
  /** The address that is listened on. */
  readonly bound: string;
  /** Names beside those of the loopback. */
  readonly allowed: readonly string[];
}

/** What every request is held to before any route sees it. Throws HttpProblem. */
export function checkRequest(req: IncomingMessage, { limits, bound, allowed }: Expected): void {
  if (!isAllowedHost(req.headers.host, { bound, allowed })) {
    const names = ['localhost', '127.0.0.1', '[::1]', ...allowed];
    throw new HttpProblem(421, `expected the Host header to be one of ${names.join(', ')} (\`dashboard.allowed_hosts\` names more)`);
  }
  const { length } = req.url ?? '';
  if (length > limits.urlLength) throw new HttpProblem(414, `expected an address of at most ${limits.urlLength} characters, got ${length}`);
  if (Number(req.headers['content-length'] ?? 0) > limits.bodyBytes)
    throw new HttpProblem(413, `expected a body of at most ${limits.bodyBytes} bytes`, CLOSE);
  if (req.headers.expect !== undefined && req.headers.expect.toLowerCase() !== '100-continue')
    throw new HttpProblem(417, 'expected no Expect header but 100-continue', CLOSE);
}

/** A request that brings a body nobody asked for: it is not read, so nothing may follow on its connection. */
export function bringsUnwantedBody({ method, headers }: IncomingMessage): boolean {
  return method !== 'POST' && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0);
}
