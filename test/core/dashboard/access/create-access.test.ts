import type { IncomingMessage } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createAccess } from '../../../../src/core/dashboard/access/create-access.ts';
import { createAttemptLimit, groupOf } from '../../../../src/core/dashboard/access/limit-attempts.ts';
import { createSessions } from '../../../../src/core/dashboard/access/sessions.ts';
import { HttpProblem } from '../../../../src/core/dashboard/http/http-problem.ts';

const test = suite('dashboard/access/create-access');
const TOKEN = 'a-token-of-the-tests';

function requestWith(headers: Record<string, string>, remoteAddress = '10.0.0.1'): IncomingMessage {
  return {
    method: 'POST',
    headers: { host: 'desk.example', ...headers },
    socket: { remoteAddress, localPort: 8080 },
  } as unknown as IncomingMessage;
}

function statusOf(act: () => void): number {
  try {
    act();
  } catch (error) {
    if (error instanceof HttpProblem) return error.status;
    throw error;
  }
  return 200;
}

const now = () => new Date('2026-03-01T08:00:00Z');

test('changes need the token always, and a request of our own pages', () => {
  const ask = (token: string | null, headers: Record<string, string>) =>
    statusOf(() => createAccess({ token, now }).requireToken({ req: requestWith(headers) }));
  const authorization = `Bearer ${TOKEN}`;
  assert.is(ask(null, {}), 403, 'no token is configured');
  assert.is(ask(null, { authorization }), 403);
  assert.is(ask(TOKEN, {}), 401);
  assert.is(ask(TOKEN, { authorization: 'Bearer something-else' }), 401);
  assert.is(ask(TOKEN, { authorization }), 200);
  assert.is(ask(TOKEN, { authorization, origin: 'https://desk.example' }), 200);
  assert.is(ask(TOKEN, { authorization, origin: 'https://evil.example' }), 403);
  assert.is(ask(TOKEN, { authorization, 'sec-fetch-site': 'cross-site' }), 403);
});

test('a session counts as the token, until it is signed out', () => {
  const access = createAccess({ token: TOKEN, now });
  const cookie = String(access.signIn(requestWith({}), TOKEN)).split(';')[0];
  const req = requestWith({ cookie });
  assert.is(
    statusOf(() => access.requireToken({ req })),
    200,
  );
  assert.is(
    statusOf(() => access.requireToken({ req: requestWith({ cookie, origin: 'http://desk.example:81' }) })),
    403,
  );
  access.signOut(req);
  assert.is(
    statusOf(() => access.requireToken({ req })),
    401,
  );
  assert.is(access.signIn(requestWith({}), `${TOKEN} `), null);
});

test('failures are counted by address and in total; an address that is known is not held back by others', () => {
  const limit = createAttemptLimit({ perAddress: 2, inTotal: 5 });
  limit.succeed('10.0.0.9');
  for (const address of ['10.0.0.1', '10.0.0.1']) {
    assert.is(limit.waitSeconds(address, 0), 0);
    limit.fail(address, 0);
  }
  assert.is(limit.waitSeconds('10.0.0.1', 1500), 59);
  assert.is(limit.waitSeconds('10.0.0.2', 0), 0);
  for (const address of ['10.0.0.2', '10.0.0.3', '10.0.0.4']) limit.fail(address, 30_000);
  assert.is(limit.waitSeconds('10.0.0.5', 30_000), 30, 'five in total, within the minute of the first');
  assert.is(limit.waitSeconds('10.0.0.9', 30_000), 0);
  assert.is(limit.waitSeconds('10.0.0.5', 60_000), 0);
  assert.is(limit.waitSeconds('10.0.0.1', 60_000), 0);
});

test('the addresses of one network of IPv6 count as one', () => {
  assert.is(groupOf('::ffff:10.0.0.1'), '10.0.0.1');
  assert.is(groupOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2');
  assert.is(groupOf('2001:db8::6'), '2001:db8:0:0');
  assert.is(groupOf('2001:db8:1:2::'), '2001:db8:1:2');
  assert.is(groupOf('fe80::1%eth0'), 'fe80:0:0:0');
  assert.is(groupOf('::1'), '0:0:0:0');
});

test('so many sessions and no more: the oldest end first', () => {
  const sessions = createSessions(2);
  const [first, second, third] = [sessions.open(0), sessions.open(0), sessions.open(0)];
  assert.equal(
    [first, second, third].map((id) => sessions.find(id, 1) !== null),
    [false, true, true],
  );
  assert.is(new Set([first, second, third]).size, 3);
});

test.run();
