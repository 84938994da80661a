import { connect } from 'node:net';
import { ROUTES } from '../../src/core/dashboard/routes/routes.ts';
import { makeRandom, type Random } from './random.ts';

export interface RequestFuzz {
  readonly port: number;
  readonly seed: number;
  readonly count: number;
  /** Ids of runs that are there. */
  readonly runIds: readonly string[];
  /** The server's token; some requests carry it. */
  readonly token?: string;
  /** Stands in files that no answer may hold. */
  readonly canary: string;
}

export interface RequestFuzzReport {
  readonly statuses: Readonly<Record<string, number>>;
  /** What no answer should be, with the request that got it; at most 20. */
  readonly faults: readonly string[];
}

/** Sends hostile requests through bare sockets, some at a time, and looks at every answer. The same seed sends the same requests. */
export async function fuzzRequests(options: RequestFuzz): Promise<RequestFuzzReport> {
  const random = makeRandom(options.seed);
  const statuses: Record<string, number> = {};
  const faults: string[] = [];
  let left = options.count;
  const work = async () => {
    while (left > 0 && faults.length < 20) {
      left -= 1;
      const request = makeRequest(random, options);
      const received = await exchange(options.port, request.bytes);
      const { status, fault } = judge(request, received, options.canary);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (fault !== null) faults.push(`${fault}: ${JSON.stringify(request.bytes.slice(0, 300))} → ${received.slice(0, 200)}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return { statuses: Object.fromEntries(Object.entries(statuses).sort()), faults };
}

/** Ends what was received before the client said that it has no more: an answer may be cut off there. */
const GAVE_UP = '\u0000gave up';

interface FuzzedRequest {
  readonly method: string;
  readonly target: string;
  readonly bytes: string;
}

const METHODS = [
  'GET',
  'GET',
  'GET',
  'GET',
  'GET',
  'HEAD',
  'POST',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'CONNECT',
  'get',
  'X',
];
const FILES = [
  '/style.css',
  '/app.js',
  '/icon.svg',
  '/login.css',
  '/favicon.ico',
  '/.env',
  '/canary.txt',
  '/demo/latest/manifest.json',
  '/package.json',
];
// biome-ignore format: a list to look over
const PIECES = [
  '..', '.', '%2e%2e', '%2E%2e%2f', '..%2f', '..%5c', '\\..\\', '%00', '%', '%zz', '%ff', '%c0%ae%c0%ae', '//', '/./', ';x=1', '%0d%0aX: y', 'é', '\u0000',
  '__proto__', 'constructor', 'canary.txt', '~', '%25%32%65', '<script>', '*', ' ', '\t', 'etc/passwd', '%2fetc%2fpasswd', '?', '#',
];
// biome-ignore format: a list to look over
const VALUES = [
  '', '0', '-1', '1', '20', '1000', '1001', '1e3', '1.5', 'NaN', 'Infinity', '0x10', '99999999999999999999', 'true', 'null', 'demo', 'nobody', '../demo',
  '%2e%2e%2fdemo', '%00', 'csv', 'json', 'openmetrics', 'prometheus', 'xml', '<script>alert(1)</script>', "' OR 1=1 --", '=cmd|x', '__proto__', '%ff%fe',
  'x'.repeat(300), 'é', '%F0%9F%92%A9', '%ED%A0%80', '.*', '(a+)+$', '[', '[object Object]', '//evil.example', 'https://evil.example', '\\\\evil',
];
// biome-ignore format: a list to look over
const HEADERS = [
  'Accept: text/html', 'Accept: application/openmetrics-text;q=0.9, */*;q=x', `Accept: ${'a/b,'.repeat(300)}`, 'Accept:', 'Range: bytes=9-2',
  'Range: bytes=0-,1-,2-', 'If-None-Match: *', 'If-None-Match: W/"x"', 'If-Modified-Since: never', 'Accept-Encoding: br;q=9, x', 'Cookie: oads_1=x; ;;=',
  `Cookie: ${'a=b;'.repeat(500)}`, 'Authorization: Basic eDp5', 'Authorization: Bearer', 'Authorization: Bearer wrong-token-0000000', 'Origin: null',
  'Origin: http://evil.example', 'Sec-Fetch-Site: cross-site', 'X-Forwarded-For: 1.2.3.4', 'X-Forwarded-Proto: https', 'X-Forwarded-Host: evil',
  'Upgrade: websocket', 'Connection: Upgrade, HTTP2-Settings', 'HTTP2-Settings: AAMAAABkAAQAAP__', 'Expect: 100-continue', 'Expect: tea', 'TE: trailers',
  'Content-Length: -1', 'Content-Length: 5', 'Content-Length: 999999999', 'Transfer-Encoding: chunked', 'Transfer-Encoding: gzip', 'Trailer: x', 'Max-Forwards: 0',
  `X-Long: ${'x'.repeat(3000)}`, `X-Long: ${'x'.repeat(20_000)}`, 'X-Bad\u0000: y', ': nameless', 'no colon', 'X: \u0001', 'Last-Event-ID: x', 'Host: second.example',
  'Content-Type: application/json', 'Content-Type: application/x-www-form-urlencoded', 'Content-Type: multipart/form-data; boundary=x', 'Content-Type: \u00e9',
];
const HOSTS = ['127.0.0.1:80', '[::1]', 'evil.example', '', 'localhost@evil', 'localhost:99999999', 'a b'];
const BODIES = [
  '',
  '{}',
  '{"token":1}',
  '[]',
  '{',
  'null',
  'token=x&next=//evil',
  'token=x&token=y',
  '%%%',
  '\u0000\u0001',
  '{"__proto__":{"x":1}}',
  'x'.repeat(70_000),
];

function makeRequest(random: Random, { runIds, token }: RequestFuzz): FuzzedRequest {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)];
  const chance = (percent: number) => random(100) < percent;
  const route = pick(ROUTES);
  let path = chance(80)
    ? route.path.replace(/:[a-z_]+/gi, () => (chance(60) && runIds.length > 0 ? pick(runIds) : pick(VALUES)))
    : pick(FILES);
  for (let changes = chance(40) ? 1 + random(4) : 0; changes > 0; changes--) {
    const at = random(path.length + 1);
    path = chance(15) ? path.toUpperCase() : path.slice(0, at) + pick(PIECES) + path.slice(chance(50) ? at : at + 1);
  }
  if (chance(1)) path += 'x'.repeat(pick([3000, 5000, 17_000]));
  if (chance(2)) path = pick(['*', 'http://evil.example/', 'http://localhost/health', '', '//health', 'localhost:443', '/'.repeat(200)]);
  const names = [...Object.keys(route.parameters), ...pick([[], [], ['x'], ['__proto__'], ['pipeline']])];
  const query = names
    .filter(() => chance(40))
    .flatMap((name) =>
      Array.from({ length: chance(5) ? 2 : 1 }, () => `${name}=${chance(30) && runIds.length > 0 ? pick(runIds) : pick(VALUES)}`),
    );
  const target = `${path}${query.length > 0 || chance(3) ? `?${query.join(pick(['&', '&', '&', ';', '&&']))}` : ''}`;
  // Half of the time the method that the route has, so that its answers are reached.
  const method = chance(50) ? route.method : pick(METHODS);
  const headers = Array.from({ length: chance(40) ? 1 + random(3) : 0 }, () => pick(HEADERS));
  if (token !== undefined && chance(60)) headers.push(`Authorization: Bearer ${token}`);
  let body = '';
  if (method === 'POST' || chance(5)) {
    body = pick(BODIES);
    if (chance(80)) headers.push(`Content-Length: ${Buffer.byteLength(body)}`);
    if (chance(70)) headers.push(pick(['Content-Type: application/json', 'Content-Type: application/x-www-form-urlencoded']));
  }
  if (!chance(2)) headers.unshift(`Host: ${chance(90) ? 'localhost' : pick(HOSTS)}`);
  const version = chance(97) ? 'HTTP/1.1' : pick(['HTTP/1.0', 'HTTP/2.0', 'HTTP/9', '']);
  return { method, target, bytes: `${method} ${target} ${version}\r\n${headers.join('\r\n')}\r\nConnection: close\r\n\r\n${body}` };
}

/** What the server says until it hangs up. Where it waits for more, the client says after a while that there is none. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(bytes));
    // Not at once: Node takes the end of what a client says for its leaving, and cuts the answer off.
    const patience = setTimeout(() => {
      text += GAVE_UP;
      socket.end();
    }, 500);
    let text = '';
    socket.setEncoding('utf8');
    socket.setTimeout(20_000, () => {
      text = `HANGS after ${text}`;
      socket.destroy();
    });
    socket.on('data', (chunk: string) => {
      text += chunk;
      patience.refresh();
      if (/^content-type: text\/event-stream/im.test(text)) socket.destroy(); // has no end of its own
    });
    // A server may hang up on what it refused before it has read all of it.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(patience);
      resolve(text);
    });
  });
}

function judge({ method, target, bytes }: FuzzedRequest, received: string, canary: string): { status: string; fault: string | null } {
  const text = received.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  if (text.includes(GAVE_UP)) return { status: 'waited', fault: /^HTTP\/1\.1 5/.test(text.replaceAll(GAVE_UP, '')) ? 'a 5xx' : null };
  const end = text.indexOf('\r\n\r\n');
  const status = /^HTTP\/1\.1 ([0-9]{3}) /.exec(text)?.[1];
  if (received.startsWith('HANGS')) return { status: 'hangs', fault: 'no end' };
  // A reset loses the answer to what was refused while it was still being sent.
  if (text === '') return { status: 'closed', fault: null };
  if (status === undefined || end < 0) return { status: 'broken', fault: 'no HTTP answer' };
  const head = text.slice(0, end).toLowerCase();
  // What follows is the answer to what was taken for another request.
  const length = Number(/^content-length: ([0-9]+)$/m.exec(head)?.[1] ?? Number.NaN);
  const body =
    Number.isNaN(length) || method === 'HEAD' ? text.slice(end + 4) : Buffer.from(text.slice(end + 4)).toString('utf8', 0, length);
  const fault = (what: string) => ({ status, fault: what });
  if (body.includes(canary) || /root:x:0|^import .* from '.*\.ts'/m.test(body)) return fault('a file from outside');
  if (!head.includes('x-content-type-options: nosniff')) return fault('no security headers');
  const isProbe = /^(http:\/\/[^/]*)?\/+health\/(ready|fresh)/i.test(target);
  if (status.startsWith('5') && !(status === '503' && isProbe)) return fault('a 5xx');
  // What is no request is refused before its method is known, and what follows one is taken for the next.
  const mayFollow = body === '' || body.startsWith('HTTP/1.1 400 ') || (/400|408|431/.test(status) && head.includes('connection: close'));
  if (method === 'HEAD') return { status, fault: mayFollow ? null : 'a body for HEAD' };
  if (status >= '400') {
    if (method === 'POST' && /^\/login/i.test(target) && head.includes('content-type: text/html')) return { status, fault: null };
    // A person who visits a page gets a page.
    if (method === 'GET' && /^accept: text\/html$/im.test(bytes) && head.includes('content-type: text/html'))
      return {
        status,
        fault: body.startsWith('<!doctype html>') && body.includes(`<strong>${status}.</strong>`) ? null : 'no page of this status',
      };
    if (!head.includes('content-type: application/problem+json')) return fault('no problem body');
    if (parse(body)?.status !== Number(status)) return fault('a problem body of another status');
  }
  if (status === '200' && head.includes('content-type: application/json') && parse(body) === undefined) return fault('no JSON');
  return { status, fault: null };
}

function parse(body: string): { status?: unknown } | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
