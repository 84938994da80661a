import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { systemCode } from '../../errors.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { checkRequest, type Expected } from './check-request.ts';
import type { Limits } from './limits.ts';

/** What is no HTTP request, or too long or too slow a one, gets the same kind of body as everything else. */
export function refuseBadRequest(error: Error, socket: Duplex, limits: Limits): void {
  const code = systemCode(error);
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem =
    code === 'HPE_HEADER_OVERFLOW'
      ? new HttpProblem(431, `expected a request line and headers of at most ${limits.headerBytes} bytes`)
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new HttpProblem(408, 'the request took too long to arrive')
        : code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW'
          ? new HttpProblem(413, 'expected a body without long chunk extensions')
          : new HttpProblem(400, 'expected an HTTP request');
  endWith(socket, problem);
}

/** CONNECT has no answer of Node's own: the request is held to what all are, and then to its method. */
export function refuseTunnel(req: IncomingMessage, expected: Expected): HttpProblem {
  try {
    checkRequest(req, expected);
  } catch (error) {
    if (error instanceof HttpProblem) return error;
    throw error;
  }
  return new HttpProblem(405, `expected GET, HEAD or POST, got ${req.method}`, { Allow: 'GET, HEAD, POST' });
}

/** An answer on the bare connection, which ends with it. */
export function endWith(socket: Duplex, problem: HttpProblem): void {
  const body = `${JSON.stringify(problem, null, 2)}\n`;
  const headers = {
    ...securityHeaders(socket),
    ...problem.headers,
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  const head = Object.entries(headers).map(([key, value]) => `${key}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${head.join('')}\r\n${body}`);
}
