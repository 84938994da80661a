import { lookup } from 'node:dns/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { messageOf, systemCode, UsageError } from '../errors.ts';
import { isLoopback, isLoopbackHost } from './check-host.ts';
import type { App } from './create-app.ts';
import { HttpProblem } from './http-problem.ts';
import { SECURITY_HEADERS, setSecurityHeaders } from './security-headers.ts';
import { sendProblem } from './send.ts';

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Stops accepting, lets answers under way end, closes idle connections; after `graceMs` the rest. */
  close(): Promise<void>;
}

const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 2000,
  maxHeaderSize: 16 * 1024,
};
const MAX_CONNECTIONS = 512;

/** Port 0 takes a free one. Throws UsageError when the address cannot be had. */
export async function startServer(app: App, options: { host?: string; port?: number; graceMs?: number } = {}): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 0, graceMs = 5000 } = options;
  if (!app.isGuarded) await refuseOpenAddress(host);
  let bound = host;
  let closing = false;
  const server = createServer(LIMITS, (req, res) => {
    if (closing) res.setHeader('Connection', 'close');
    // The connection of an answer that was under way at close() would else stay open until its keep-alive timeout.
    res.once('close', () => closing && setImmediate(() => server.closeIdleConnections()));
    if (!isLoopback(bound) || isLoopbackHost(req.headers.host, bound)) return app.handler(req, res);
    setSecurityHeaders(res);
    sendProblem(res, new HttpProblem(421, 'expected the Host header to be localhost, 127.0.0.1 or [::1]'));
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', refuseBadRequest);

  await listen(server, host, port);
  const address = server.address() as AddressInfo;
  bound = address.address;

  const name = bound === '0.0.0.0' ? '127.0.0.1' : bound === '::' ? '[::1]' : bound.includes(':') ? `[${bound}]` : bound;
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    close: () => {
      closing = true;
      app.stop();
      return close(server, graceMs);
    },
  };
}

/** Whoever reaches an address that is not this machine's alone must show a token. */
async function refuseOpenAddress(host: string): Promise<void> {
  // A name that leads nowhere is refused when it is listened on.
  const address = await lookup(host).catch(() => undefined);
  if (address === undefined || isLoopback(address.address)) return;
  throw new UsageError('OADS_SERVE_TOKEN', `expected a token to serve on ${host}, which other machines may reach, got none`, {
    hint: 'make one with (umask 077; openssl rand -hex 32 > token) and name it with --token-file token, or put it into OADS_TOKEN',
  });
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const code = systemCode(error);
      const why = code === 'EADDRINUSE' ? 'it is in use' : code === 'EACCES' ? 'permission denied' : messageOf(error);
      const hint =
        code === 'EADDRINUSE'
          ? 'stop the other server, or name another port with --port (0 takes a free one)'
          : 'name another --host or --port';
      reject(new UsageError('OADS_SERVE_ADDRESS', `expected to listen on ${host}:${port}, but ${why}`, { hint, cause: error }));
    });
    server.listen({ host, port }, resolve);
  });
}

async function close(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}

/** What is no HTTP request, or too long or too slow a one, gets the same kind of body as everything else. */
function refuseBadRequest(error: Error, socket: Socket): void {
  const code = systemCode(error);
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem =
    code === 'HPE_HEADER_OVERFLOW'
      ? new HttpProblem(431, `expected a request line and headers of at most ${LIMITS.maxHeaderSize} bytes`)
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new HttpProblem(408, 'the request took too long to arrive')
        : new HttpProblem(400, 'expected an HTTP request');
  const body = `${JSON.stringify(problem, null, 2)}\n`;
  const headers = {
    ...SECURITY_HEADERS,
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  const head = Object.entries(headers).map(([key, value]) => `${key}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${problem.status} ${problem.toJSON().title}\r\n${head.join('')}\r\n${body}`);
}
