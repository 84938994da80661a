import { lookup } from 'node:dns/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf, systemCode, UsageError } from '../errors.ts';
import { MAKE_TOKEN, TOKEN_VARIABLE } from './access/load-token.ts';
import { isLoopback } from './connection/check-host.ts';
import { bringsUnwantedBody, checkRequest } from './connection/check-request.ts';
import { LIMITS, type Limits } from './connection/limits.ts';
import type { Tls } from './connection/load-tls.ts';
import { endWith, refuseBadRequest, refuseTunnel } from './connection/refuse.ts';
import { takeTurns } from './connection/take-turns.ts';
import { type Connections, trackConnections } from './connection/track-connections.ts';
import type { App } from './create-app.ts';
import { HttpProblem } from './http/http-problem.ts';
import { setSecurityHeaders } from './http/security-headers.ts';
import { sendProblem } from './http/send.ts';

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Stops accepting, lets answers under way end, closes idle connections; after `graceMs` the rest. */
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  readonly graceMs?: number;
  /** undefined: plain HTTP. */
  readonly tls?: Tls;
  /** Names that the Host header may have beside those of the loopback. */
  readonly allowedHosts?: readonly string[];
  readonly limits?: Partial<Limits>;
}

/** A server says where it is after this at the latest. */
const MAX_WARMING_MS = 2000;

/** Throws UsageError when the address cannot be had, or when others may reach it and no token is asked for. */
export async function startServer(app: App, options: ServerOptions = {}): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 0, graceMs = 5000, tls, allowedHosts = [] } = options;
  const limits = { ...LIMITS, ...options.limits };
  if (!app.isGuarded) await refuseOpenAddress(host);
  let bound = host;
  let closing = false;
  const expected = () => ({ limits, bound, allowed: allowedHosts });
  const answer: RequestListener = (req, res) => {
    if (closing || bringsUnwantedBody(req)) res.setHeader('Connection', 'close');
    // The connection of an answer that was under way at close() would else stay open until its keep-alive timeout.
    res.once('close', () => closing && setImmediate(() => connections.endIdle()));
    try {
      checkRequest(req, expected());
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error;
      setSecurityHeaders(res);
      return sendProblem(res, error);
    }
    return app.handler(req, res);
  };
  const server = createServerOf(tls, limits, takeTurns(limits.waitingRequests, answer));
  server.on('connect', (req: IncomingMessage, socket: Duplex) => endWith(socket, refuseTunnel(req, expected())));
  server.maxConnections = limits.connections;
  const connections = trackConnections(server, { perAddress: limits.connectionsPerAddress });

  await listen(server, host, port);
  const address = server.address() as AddressInfo;
  bound = address.address;
  if (!tls && !isLoopback(bound))
    app.log.warn(
      `${bound}:${address.port} speaks plain HTTP: the token and the data can be read on the way, unless a proxy before it speaks TLS`,
    );
  await warm(app);

  const name = bound === '0.0.0.0' ? '127.0.0.1' : bound === '::' ? '[::1]' : bound.includes(':') ? `[${bound}]` : bound;
  return {
    url: `${tls ? 'https' : 'http'}://${name}:${address.port}`,
    port: address.port,
    close: () => {
      closing = true;
      app.stop();
      return close(server, connections, graceMs);
    },
  };
}

function createServerOf(tls: Tls | undefined, limits: Limits, answer: RequestListener): Server {
  const options = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkMs,
    maxHeaderSize: limits.headerBytes,
    requireHostHeader: false, // checkRequest does
  };
  const server = tls
    ? createTlsServer({ ...options, ...tls, minVersion: 'TLSv1.2', handshakeTimeout: limits.headersMs }, answer)
    : createServer(options, answer);
  server.on('clientError', (error, socket) => refuseBadRequest(error, socket, limits));
  server.on('checkExpectation', answer); // Node would answer by itself, without a body
  // Who has said all may still listen: without this Node takes the end of what a client says for its leaving.
  return Object.assign(server, { httpAllowHalfOpen: true });
}

/** Whoever asks sooner is answered all the same; a run too large to be ready by then is digested behind the requests. */
async function warm(app: App): Promise<void> {
  const waiting = new AbortController();
  const warmed = app.warm?.().catch((error) => app.log.error(messageOf(error)));
  await Promise.race([warmed, pause(MAX_WARMING_MS, undefined, { signal: waiting.signal }).catch(() => {})]);
  waiting.abort();
}

/** Whoever reaches an address that is not this machine's alone must show a token. */
async function refuseOpenAddress(host: string): Promise<void> {
  // A name that leads nowhere is refused when it is listened on.
  const address = await lookup(host).catch(() => undefined);
  if (address === undefined || isLoopback(address.address)) return;
  throw new UsageError('OADS_SERVE_TOKEN', `expected a token to serve on ${host}, which other machines may reach, got none`, {
    hint: `make one with ${MAKE_TOKEN} and name it with --token-file token, or put it into ${TOKEN_VARIABLE}`,
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

async function close(server: Server, connections: Connections, graceMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  connections.endIdle();
  const timer = setTimeout(() => connections.endAll(), graceMs);
  await closed;
  clearTimeout(timer);
}
