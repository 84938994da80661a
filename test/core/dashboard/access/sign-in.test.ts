import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROUTES } from '../../../../src/core/dashboard/routes/routes.ts';
import { writeRun } from '../../../support/artifacts.ts';
import { closeDashboards, serveDashboard, type TestServer } from '../../../support/dashboard.ts';
import { openEventStream } from '../../../support/event-stream.ts';

const test = suite('dashboard/access/sign-in');
test.after.each(closeDashboards);

const TOKEN = 'a-token-of-the-tests';
const bearer = (token = TOKEN) => ({ authorization: `Bearer ${token}` });
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const GUARDED = ROUTES.filter(({ access, method }) => access !== 'open' && method === 'GET').map(({ path }) =>
  path.replace(':id', '0'.repeat(16)),
);

type Answer = Awaited<ReturnType<TestServer['raw']>>;
const cookieOf = ({ headers }: Answer): string => String(headers['set-cookie']).split(';')[0];

function signIn(server: TestServer, fields: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Answer> {
  const body = new URLSearchParams({ token: TOKEN, ...fields }).toString();
  return server.raw({ method: 'POST', path: '/login', headers: { ...FORM, ...headers }, body });
}

test('without a token reading is free, there is nothing to sign in to, and nobody may change anything', async () => {
  const server = await serveDashboard();
  const page = await server.raw({ path: '/' });
  assert.is(page.status, 200);
  assert.not.match(page.text, '/logout');
  const login = await server.raw({ path: '/login?next=/metrics' });
  assert.equal([login.status, login.headers.location], [303, '/metrics']);
  assert.is((await signIn(server)).headers['set-cookie'], undefined);
});

test('with a token every route asks for it, on loopback too, and says so', async () => {
  const server = await serveDashboard({ token: TOKEN });
  assert.ok(GUARDED.length >= 8);
  for (const path of [...GUARDED, '/app.js', '/nothing', '/demo/latest/manifest.json', '/HEALTH', '/health/', '/Login/x']) {
    const answer = await server.raw({ path });
    assert.is(answer.status, 401, path);
    assert.is(answer.headers['www-authenticate'], 'Bearer realm="oads"');
    assert.is(answer.headers['content-type'], 'application/problem+json; charset=utf-8');
    assert.is((await server.raw({ method: 'PUT', path })).status, 401, path);
  }
  for (const path of ['/login', '/logout', '/health/live', '/style.css', '/login.css', '/icon.svg'])
    assert.is((await server.raw({ path })).status, 200, path);
  for (const path of ['/', '/health', '/app.js']) assert.is((await server.raw({ path, headers: bearer() })).status, 200, path);
  assert.is((await server.raw({ path: '/nothing', headers: bearer() })).status, 404);
});

test('a header that is not the token is refused, however near it comes', async () => {
  const server = await serveDashboard({ token: TOKEN });
  for (const given of [`${TOKEN}x`, TOKEN.slice(0, -1), TOKEN.toUpperCase(), 'x'.repeat(5000)]) {
    const answer = await server.raw({ path: '/health', headers: bearer(given) });
    assert.equal([answer.status, answer.headers['www-authenticate']], [401, 'Bearer realm="oads", error="invalid_token"'], given);
    assert.not.match(answer.text, given.slice(0, 10));
  }
  for (const authorization of [TOKEN, `Basic ${TOKEN}`, `Bearer ${TOKEN} ${TOKEN}`, 'Bearer', ''])
    assert.is((await server.raw({ path: '/health', headers: { authorization } })).status, 401, authorization);
  assert.is((await server.raw({ path: '/health', headers: { authorization: `bearer  ${TOKEN}` } })).status, 200);
});

test('a browser is sent to the form, and from there to where it wanted to go', async () => {
  const server = await serveDashboard({ token: TOKEN });
  await writeRun(server.dir);
  const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
  const sent = await server.raw({ path: '/?pipeline=demo', headers: html });
  assert.equal([sent.status, sent.headers.location], [303, '/login?next=%2F%3Fpipeline%3Ddemo']);
  assert.is((await server.raw({ path: '/', headers: { ...html, ...bearer('x'.repeat(20)) } })).status, 401);
  const form = await server.raw({ path: String(sent.headers.location), headers: html });
  assert.match(form.text, '<input type="hidden" name="next" value="/?pipeline=demo">');
  assert.not.match(form.text, '<script');

  const answer = await signIn(server, { next: '/?pipeline=demo' }, html);
  assert.equal([answer.status, answer.headers.location], [303, '/?pipeline=demo']);
  assert.match(String(answer.headers['set-cookie']), /^oads_\d+=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
  const cookie = cookieOf(answer);
  const page = await server.raw({ path: '/', headers: { cookie } });
  assert.is(page.status, 200);
  for (const { text } of [page, await server.raw({ path: '/pipelines', headers: { cookie } })]) assert.match(text, '<a href="/logout">');
  assert.is((await server.raw({ path: '/', headers: { cookie: `a=b; ${cookie}; c=d` } })).status, 200);
  assert.is((await server.raw({ path: '/', headers: { cookie: `${cookie}x` } })).status, 401);

  const out = await server.raw({ method: 'POST', path: '/logout', headers: { cookie } });
  assert.equal([out.status, out.headers.location], [303, '/login']);
  assert.match(String(out.headers['set-cookie']), 'Max-Age=0');
  assert.is((await server.raw({ path: '/', headers: { cookie } })).status, 401, 'the session itself has ended');
});

test('a wrong token shows the form again, with why', async () => {
  const server = await serveDashboard({ token: TOKEN });
  const again = await signIn(server, { token: 'something else entirely', next: '/"><script>' }, { accept: 'text/html' });
  assert.is(again.status, 401);
  assert.match(again.text, 'not the token of this server');
  assert.not.match(again.text, '<script');
  assert.not.match(again.text, 'something else entirely');
  assert.is(again.headers['set-cookie'], undefined);
  assert.is((await signIn(server, { token: '' })).headers['content-type'], 'application/problem+json; charset=utf-8');
});

test('after the sign-in it goes on to pages of this server alone', async () => {
  const server = await serveDashboard({ token: TOKEN });
  const elsewhere = [
    '//evil.example',
    'https://evil.example/',
    '/\\evil.example',
    '/..//evil.example',
    '\\\\evil',
    'javascript:alert(1)',
    '/login',
    '',
  ];
  for (const next of elsewhere) assert.is((await signIn(server, { next })).headers.location, '/', next);
  assert.is((await signIn(server, { next: '/metrics?format=json#x' })).headers.location, '/metrics?format=json');
  assert.is((await signIn(server, { next: '/a\r\nSet-Cookie: x=y' })).headers.location, '/aSet-Cookie:%20x=y');
});

test('the streams of a session end with it, by a sign-out and by time', async () => {
  let nowMs = Date.UTC(2026, 2, 1, 8);
  const server = await serveDashboard({ token: TOKEN, now: () => new Date(nowMs) });
  const cookie = cookieOf(await signIn(server));
  const stream = await openEventStream(`${server.url}/api/events`, { cookie });
  await stream.next();
  await server.raw({ method: 'POST', path: '/logout', headers: { cookie } });
  await stream.ended;
  const short = cookieOf(await signIn(server));
  nowMs += 12 * 3_600_000 - 40;
  const last = await openEventStream(`${server.url}/api/events`, { cookie: short });
  await last.ended;
  assert.match(last.text(), 'hello');
});

test('another cookie of the same name does not hide the session', async () => {
  const server = await serveDashboard({ token: TOKEN });
  const cookie = cookieOf(await signIn(server));
  const [name] = cookie.split('=');
  for (const junk of ['x', 'A'.repeat(43)])
    for (const cookies of [`${name}=${junk}; ${cookie}`, `${cookie}; ${name}=${junk}`])
      assert.is((await server.raw({ path: '/health', headers: { cookie: cookies } })).status, 200, cookies);
});

test('a sign-in ends after twelve hours', async () => {
  let time = Date.UTC(2026, 2, 1, 8);
  const server = await serveDashboard({ token: TOKEN, now: () => new Date(time) });
  const headers = { cookie: cookieOf(await signIn(server)) };
  time += 12 * 3_600_000 - 1;
  assert.is((await server.raw({ path: '/health/ready', headers })).status, 200);
  time += 1;
  assert.is((await server.raw({ path: '/health/ready', headers })).status, 401);
});

test('who fails too often is refused for a minute, with the right token too; who is signed in goes on', async () => {
  let time = Date.UTC(2026, 2, 1, 8);
  const server = await serveDashboard({ token: TOKEN, now: () => new Date(time) });
  const cookie = cookieOf(await signIn(server));
  for (let attempt = 0; attempt < 10; attempt++) assert.is((await signIn(server, { token: `wrong ${attempt}` })).status, 401);
  time += 20_000;
  for (const answer of [await signIn(server), await server.raw({ path: '/health', headers: bearer() })]) {
    assert.equal([answer.status, answer.headers['retry-after']], [429, '40']);
  }
  const shown = await signIn(server, {}, { accept: 'text/html' });
  assert.equal([shown.status, shown.headers['retry-after']], [429, '40']);
  assert.match(shown.text, 'try again in 40 s');
  assert.is((await server.raw({ path: '/health', headers: { cookie } })).status, 200);
  assert.is((await server.raw({ path: '/health/live' })).status, 200);
  time += 40_000;
  assert.is((await server.raw({ path: '/health', headers: bearer() })).status, 200);
});

test('a page of another origin signs nobody in or out', async () => {
  const server = await serveDashboard({ token: TOKEN });
  const { host, port } = new URL(server.url);
  const foreign: Record<string, string>[] = [
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { origin: `http://localhost:${port}` },
    { origin: `http://${host}`, 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'file://' },
  ];
  for (const headers of foreign) {
    assert.is((await signIn(server, {}, { host, ...headers })).status, 403, JSON.stringify(headers));
    assert.is((await server.raw({ method: 'POST', path: '/logout', headers: { host, ...headers } })).status, 403);
  }
  const own = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
  assert.is((await signIn(server, {}, own)).status, 303);
  assert.is((await signIn(server, {}, { host: 'localhost', origin: 'https://localhost:443' })).status, 303, 'a proxy ends the TLS');
});

test('over TLS, and where a proxy says so, the cookie is for secure connections alone', async () => {
  const server = await serveDashboard({ token: TOKEN });
  const proxied = { 'x-forwarded-proto': 'https' };
  const answer = await signIn(server, {}, proxied);
  assert.match(String(answer.headers['set-cookie']), /^__Host-oads_\d+=.*; Secure$/);
  assert.is((await server.raw({ path: '/health', headers: { ...proxied, cookie: cookieOf(answer) } })).status, 200);
});

test('the body of a sign-in is small and of a form or JSON', async () => {
  const server = await serveDashboard({ token: TOKEN });
  const post = (headers: Record<string, string>, body: string) => server.raw({ method: 'POST', path: '/login', headers, body });
  assert.is((await post({ 'content-type': 'application/json' }, JSON.stringify({ token: TOKEN }))).status, 303);
  assert.is((await post({ 'content-type': 'application/json' }, JSON.stringify({ token: [TOKEN] }))).status, 401);
  assert.is((await post({ 'content-type': 'application/json' }, '[]')).status, 400);
  assert.is((await post({ 'content-type': 'application/json' }, '{')).status, 400);
  assert.is((await post({ 'content-type': 'text/plain' }, `token=${TOKEN}`)).status, 415);
  assert.is((await post({}, `token=${TOKEN}`)).status, 415);
  assert.is((await post({ ...FORM, 'content-encoding': 'gzip' }, `token=${TOKEN}`)).status, 415);
  assert.is((await post({ 'content-type': `${FORM['content-type']}; charset=utf-16` }, `token=${TOKEN}`)).status, 415);
  assert.is((await post(FORM, `token=${TOKEN}&token=${TOKEN}`)).status, 400);
  const long = await post(FORM, `token=${'x'.repeat(9000)}`);
  assert.equal([long.status, long.headers.connection], [413, 'close']);
  const chunked = await post({ ...FORM, 'transfer-encoding': 'chunked' }, `token=${'x'.repeat(9000)}`);
  assert.is(chunked.status, 413);
});

test.run();
