import { connect } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isLoopback, isLoopbackHost } from '../../../src/core/dashboard/connection/check-host.ts';
import { type App, createApp } from '../../../src/core/dashboard/create-app.ts';
import { startServer } from '../../../src/core/dashboard/start-server.ts';
import { UsageError } from '../../../src/core/errors.ts';
import { closeDashboards, serveDashboard } from '../../support/dashboard.ts';

const test = suite('dashboard/start-server');

/** Sends bytes as they are and reads until the server hangs up. */
function talk(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(bytes));
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => (text += chunk));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}

const open: { close(): Promise<unknown> }[] = [];
// A failed assertion must fail the test, not keep a server and with it the process alive.
test.after.each(async () => {
  await closeDashboards();
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const silent = { warn: () => {}, error: () => {} };
const bare = { log: silent, isGuarded: false, stop: () => {} };

test('bound to loopback, only a Host of this machine is answered', async () => {
  const server = await serveDashboard();
  const port = new URL(server.url).port;
  for (const host of ['localhost', `localhost:${port}`, `127.0.0.1:${port}`, '[::1]:1', 'LOCALHOST:80']) {
    assert.is((await server.raw({ path: '/health', headers: { host } })).status, 200, host);
  }
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.1@evil.example',
    'localhost:80:80',
    '10.0.0.1',
    '0.0.0.0',
  ]) {
    const answer = await server.raw({ path: '/health', headers: { host } });
    assert.is(answer.status, 421, host);
    assert.is(JSON.parse(answer.text).title, 'Misdirected Request');
    assert.is(answer.headers['x-content-type-options'], 'nosniff');
  }
  await server.close();
});

test('the addresses that count as this machine alone', () => {
  for (const address of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']) assert.ok(isLoopback(address), address);
  for (const address of ['0.0.0.0', '::', '10.0.0.1', '1.127.0.0']) assert.not.ok(isLoopback(address), address);
  assert.ok(isLoopbackHost('127.8.8.8:80', '127.8.8.8'));
  assert.not.ok(isLoopbackHost(undefined, '127.0.0.1'));
  assert.not.ok(isLoopbackHost('', '127.0.0.1'));
});

test('what is no HTTP, or too long, gets a problem body and the door', async () => {
  const server = await serveDashboard();
  const port = Number(new URL(server.url).port);
  const cases = [
    ['nonsense\r\n\r\n', 400],
    ['GET /health HTTP/1.1\r\n\r\n', 400], // no Host
    [`GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
    [`GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 431],
  ] as const;
  for (const [bytes, status] of cases) {
    const text = await talk(port, bytes);
    assert.match(text, new RegExp(`^HTTP/1\\.1 ${status} `), text.slice(0, 200));
  }
  const overflow = await talk(port, cases[2][0]);
  assert.match(overflow, 'application/problem+json');
  assert.is(JSON.parse(overflow.slice(overflow.indexOf('\r\n\r\n'))).status, 431);
  assert.is((await server.get('/health')).status, 200);
  await server.close();
});

test('a taken port is an error that says what to do', async () => {
  const server = await serveDashboard();
  const port = Number(new URL(server.url).port);
  const app = createApp({ artifactsDir: server.dir, log: silent });
  const error = await startServer(app, { port }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, UsageError);
  assert.match((error as UsageError).message, `127.0.0.1:${port}, but it is in use`);
  assert.match((error as UsageError).hint ?? '', '--port');
  await server.close();
});

test('close ends idle connections and lets an answer under way finish', async () => {
  let finish = () => {};
  let arrived = () => {};
  const waiting = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const app: App = {
    ...bare,
    handler: (req, res) => {
      if (req.url === '/now') return void res.end('now');
      finish = () => void res.end('late');
      arrived();
    },
  };
  const server = await startServer(app, { graceMs: 60_000 });
  open.push(server);
  assert.is(await (await fetch(`${server.url}/now`)).text(), 'now'); // leaves an idle keep-alive connection
  const late = fetch(`${server.url}/late`);
  await waiting;
  const closed = server.close();
  finish();
  assert.is(await (await late).text(), 'late');
  await closed;
  const refused = await fetch(`${server.url}/now`).then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.instance(refused, TypeError);
  await server.close(); // closing twice is no error
});

test('an answer that never comes does not hold the server for ever', async () => {
  let arrived = () => {};
  const waiting = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const server = await startServer({ ...bare, handler: () => arrived() }, { graceMs: 1 });
  open.push(server);
  const never = fetch(server.url).then(
    () => undefined,
    (error: unknown) => error,
  );
  await waiting;
  await server.close();
  assert.instance(await never, TypeError);
});

test('beyond loopback it answers nobody without a token, and says how to make one', async () => {
  const app: App = { ...bare, handler: (_req, res) => void res.end() };
  for (const host of ['0.0.0.0', '::']) {
    const error = await startServer(app, { host }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.instance(error, UsageError);
    assert.match((error as UsageError).message, `expected a token to serve on ${host}`);
    assert.match((error as UsageError).hint ?? '', '--token-file');
  }
  const server = await startServer({ ...app, isGuarded: true }, { host: '0.0.0.0' });
  open.push(server);
  assert.match(server.url, /^http:\/\/127\.0\.0\.1:[0-9]+$/);
});

test.run();
