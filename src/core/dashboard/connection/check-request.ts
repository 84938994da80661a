import type { IncomingMessage } from 'node:http';
import { HttpProblem } from '../http/http-problem.ts';
import { isAllowedHost } from './check-host.ts';
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
  // Node would refuse it by itself, without a body.
  if (req.headers.host === undefined && req.httpVersion === '1.1') throw new HttpProblem(400, 'expected a Host header', CLOSE);
  if (!isAllowedHost(req.headers.host, { bound, allowed })) {
    const names = ['localhost', '127.0.0.1', '[::1]', ...allowed];
    throw new HttpProblem(421, `expected the Host header to be one of ${names.join(', ')} (\`dashboard.allowed_hosts\` names more)`);
  }
  // Node takes the first; what stands before us might take the other (RFC 9112, section 3.2).
  if (req.rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'host').length > 1)
    throw new HttpProblem(400, 'expected one Host header', CLOSE);
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
