import { connect, type Socket } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isAllowedHost } from '../../../../src/core/dashboard/connection/check-host.ts';
import type { Limits } from '../../../../src/core/dashboard/connection/limits.ts';
import { type App, createApp } from '../../../../src/core/dashboard/create-app.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../../../src/core/dashboard/start-server.ts';

const test = suite('dashboard/connection/limits');
const silent = { warn: () => {}, error: () => {} };
let server: RunningServer | undefined;
const sockets = new Set<Socket>();

test.after.each(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await server?.close();
  server = undefined;
});

async function serve(limits: Partial<Limits> = {}, options: ServerOptions = {}): Promise<RunningServer> {
  server = await startServer(createApp({ artifactsDir: '/nowhere', log: silent }), { graceMs: 1, limits, ...options });
  return server;
}

/** An open connection, on which these bytes were sent. */
async function open(port: number, bytes = ''): Promise<Socket & { received: string }> {
  const socket = Object.assign(connect({ host: '127.0.0.1', port }), { received: '' });
  sockets.add(socket);
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    socket.received += chunk;
  });
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  if (bytes !== '') await new Promise((resolve) => socket.write(bytes, resolve));
  return socket;
}

const closed = (socket: Socket) => new Promise((resolve) => (socket.closed ? resolve(null) : socket.once('close', resolve)));

/** What the server says to these bytes until it hangs up. */
async function talk(port: number, bytes: string): Promise<{ status: number; body: string; head: string }> {
  const socket = await open(port, bytes);
  await closed(socket);
  const [head, ...body] = socket.received.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]), head, body: body.join('\r\n\r\n') };
}

const END = 'Host: localhost\r\nConnection: close\r\n\r\n';

test('what is too long, or of no kind that is known, has its own status and a problem body', async () => {
  const { port } = await serve();
  for (const [bytes, status] of [
    [`GET /${'x'.repeat(4096)} HTTP/1.1\r\n${END}`, 414],
    [`GET /health?${'x=1&'.repeat(1100)} HTTP/1.1\r\n${END}`, 414],
    [`GET /health HTTP/1.1\r\nX: ${'x'.repeat(17_000)}\r\n${END}`, 431],
    [`GET /health HTTP/1.1\r\nContent-Length: 70000\r\n${END}`, 413],
    [`POST /login HTTP/1.1\r\nContent-Length: 70000\r\n${END}`, 413],
    [`GET /health HTTP/1.1\r\nExpect: tea\r\n${END}`, 417],
    [`CONNECT evil.example:443 HTTP/1.1\r\n${END}`, 405],
    [`BREW / HTTP/1.1\r\n${END}`, 400],
    [`GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n${END}`, 400],
    [`GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`, 421],
    [`GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n`, 400],
  ] as const) {
    const answer = await talk(port, bytes);
    assert.is(answer.status, status, `${bytes.slice(0, 60)}: ${answer.head.slice(0, 60)}`);
    assert.match(answer.head, 'application/problem+json', bytes.slice(0, 60));
    assert.is(JSON.parse(answer.body).status, status);
  }
});

test('a body that nobody asked for is not taken for the next request', async () => {
  const { port } = await serve();
  const answer = await talk(port, 'GET /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nGET /');
  assert.is(answer.status, 200);
  assert.match(answer.head, /^Connection: close$/m);
});

test('requests that never finish their headers neither stop others nor stay', async () => {
  const { port, url } = await serve({ headersMs: 300, checkMs: 50 });
  const slow = await Promise.all(Array.from({ length: 30 }, () => open(port, 'GET /health HTTP/1.1\r\nHost: localhost\r\nX: ')));
  for (let asked = 0; asked < 20; asked++) assert.is((await fetch(`${url}/health`)).status, 200);
  await Promise.all(slow.map(closed));
  for (const socket of slow) assert.match(socket.received, /^HTTP\/1\.1 408 .*"status": 408/s);
});

test('a body that never arrives whole is given up, and others are answered meanwhile', async () => {
  const { port, url } = await serve({ requestMs: 300, headersMs: 300, checkMs: 50 });
  const head = 'POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{';
  const slow = await Promise.all(Array.from({ length: 5 }, () => open(port, head)));
  assert.is((await fetch(`${url}/health`)).status, 200);
  await Promise.all(slow.map(closed));
  for (const socket of slow) assert.not.match(socket.received, /^HTTP\/1\.1 [25]/);
});

test('one address has so many connections and no more, and gets new ones when old ones end', async () => {
  const { port, url } = await serve({ connectionsPerAddress: 4 });
  const held = await Promise.all(Array.from({ length: 4 }, () => open(port)));
  const refused = await open(port, `GET /health/live HTTP/1.1\r\n${END}`);
  await closed(refused);
  assert.is(refused.received, '');
  const [first] = held;
  const ended = closed(first);
  first.end();
  await ended;
  assert.is((await fetch(`${url}/health/live`, { headers: { connection: 'close' } })).status, 200);
});

test('the stop does not wait for connections without a request, and tells long answers to end', async () => {
  const stopped = new AbortController();
  let streams = 0;
  const running = await startServer(
    {
      log: silent,
      isGuarded: false,
      stop: () => stopped.abort(),
      handler: (_req, res) => {
        streams += 1;
        res.write(': open\n\n');
        stopped.signal.addEventListener('abort', () => res.end('event: bye\n\n'));
      },
    },
    { graceMs: 600_000 },
  );
  const silentOne = await open(running.port);
  const half = await open(running.port, 'GET / HTTP/1.1\r\nHost: loc');
  const stream = await open(running.port, 'GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await new Promise((resolve) => stream.once('data', resolve));
  await running.close();
  await Promise.all([silentOne, half, stream].map(closed));
  assert.is(streams, 1);
  assert.match(stream.received, 'event: bye');
});

test('beside the loopback, names that are allowed are answered; without any, all where others may reach the server', () => {
  const allowed = ['Desk.example', '10.0.0.7', '[2001:db8::7]'];
  for (const bound of ['127.0.0.1', '0.0.0.0']) {
    for (const host of ['desk.example', 'desk.example:443', '10.0.0.7:80', '[2001:DB8::7]:80', 'localhost', '127.0.0.1:8080'])
      assert.ok(isAllowedHost(host, { bound, allowed }), host);
    for (const host of ['evil.example', 'desk.example.evil', 'x.desk.example', '', undefined])
      assert.not.ok(isAllowedHost(host, { bound, allowed }), host);
  }
  assert.ok(isAllowedHost('any.example', { bound: '0.0.0.0', allowed: [] }));
  assert.not.ok(isAllowedHost('any.example', { bound: '127.0.0.1', allowed: [] }));
});

test('requests of one connection are answered one at a time, too many end it, and others are answered meanwhile', async () => {
  const waiting: (() => void)[] = [];
  let most = 0;
  let begun = 0;
  const handler: App['handler'] = (_req, res) => {
    begun += 1;
    waiting.push(() => res.end('x'));
    most = Math.max(most, waiting.length);
  };
  server = await startServer({ log: silent, isGuarded: false, stop: () => {}, handler }, { graceMs: 1, limits: { waitingRequests: 3 } });
  const request = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const greedy = await open(server.port, request.repeat(300));
  await closed(greedy);
  assert.equal([begun, most, greedy.received], [1, 1, '']);
  waiting.pop()?.();
  const polite = await open(server.port, request.repeat(4));
  for (let answered = 0; answered < 4; answered++) {
    while (waiting.length === 0) await new Promise(setImmediate);
    waiting.pop()?.();
  }
  while (polite.received.split('HTTP/1.1 200').length < 5) await new Promise((resolve) => polite.once('data', resolve));
  assert.equal([begun, most], [5, 1]);
});

test('who says no more after the request is still answered', async () => {
  const { port } = await serve();
  for (const path of ['/', '/health/live']) {
    const socket = await open(port);
    socket.end(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await closed(socket);
    assert.match(socket.received, /^HTTP\/1\.1 200 /, path);
  }
});

test('a tunnel is refused as every request is: by its Host first, then by its method', async () => {
  const { port } = await serve();
  const tunnel = await talk(port, `CONNECT other:443 HTTP/1.1\r\n${END}`);
  assert.match(tunnel.head, /^Allow: GET, HEAD, POST$/m);
  assert.is((await talk(port, 'CONNECT other:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n')).status, 421);
});

test('behind a proxy the allowed name is answered on loopback', async () => {
  const { port } = await serve({}, { allowedHosts: ['desk.example'] });
  assert.is((await talk(port, 'GET /health/live HTTP/1.1\r\nHost: desk.example\r\nConnection: close\r\n\r\n')).status, 200);
  const wrong = await talk(port, 'GET /health/live HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
  assert.is(wrong.status, 421);
  assert.match(wrong.body, 'desk.example');
});

test.run();
