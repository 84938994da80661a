import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommandChannel, EmailChannel } from '../../../src/core/config/notify-defaults.ts';
import { send } from '../../../src/core/notify/channels/send.ts';
import { describeNotification } from '../../../src/core/notify/render/describe-notification.ts';
import { renderEmail } from '../../../src/core/notify/render/render-email.ts';
import { renderSlack } from '../../../src/core/notify/render/render-slack.ts';
import { renderTeams } from '../../../src/core/notify/render/render-teams.ts';
import { testChannels } from '../../../src/core/notify/test-channels.ts';
import type { Notification } from '../../../src/core/snapshot/notification.ts';
import { createAuthority } from '../../support/certificates.ts';
import { base, settingsOf, testEffects, webhook } from '../../support/notify.ts';
import { closeReceivers, receiveMails, receiveWebhooks } from '../../support/receivers.ts';

const test = suite('core/notify/channels');
const dir = mkdtempSync(path.join(tmpdir(), 'oads-channels-'));
test.after(() => rmSync(dir, { recursive: true }));
test.after.each(closeReceivers);

const HOSTILE = '<script>x</script> <!channel> [a](http://b) *bold* \u202e\u0000\r\nBcc: spy@example.org';

/** `lines`: how many anomalies and changes, each as long as they come. */
function makeNotification(lines = 1, link: string | null = 'https://desk.example/?pipeline=p&run=r'): Notification {
  const text = `${HOSTILE} ${'wörd '.repeat(lines > 1 ? 150 : 1)}`;
  return {
    schema: 'oads/notification/v1',
    id: '0123456789abcdef0123456789abcdef',
    kind: 'run',
    channel: 'ops',
    pipeline: 'p',
    run_id: '0123456789abcdef',
    as_of: '2026-03-01T06:00:00.000Z',
    created_at: '2026-03-01T06:30:00.000Z',
    severity: 'critical',
    title: `p: ${HOSTILE}`,
    changes: Array.from({ length: lines }, () => ({ topic: 'quality', severity: 'critical', from: 'pass', to: 'fail', text })),
    trust: {
      level: 'qualified',
      meaning: 'With caveats.',
      reasons: [{ code: 'c', message: text, evidence: text, level: 'qualified' }],
      more_reasons: 0,
    },
    data: { rows: 2003, source: 'primary', fallback_reason: null, max_event_time: '2026-03-01T05:50:00Z', age_seconds: 2400 },
    anomaly_rate: { value: 0.02, count: 40, n: 2000, interval: [0.0147, 0.0271] },
    expected_false_alarms: null,
    anomalies: {
      new: lines,
      shown: Array.from({ length: lines }, (_, at) => ({
        rank: at + 1,
        key: { flight: HOSTILE },
        score: 0.8,
        p_value: 0.001,
        q_value: null,
        reasons: [text],
      })),
    },
    next: 'Look at it.',
    link,
  };
}

const attempt = (timeoutMs = 5000) => ({
  notification: makeNotification(),
  isRepeat: false,
  signal: AbortSignal.timeout(timeoutMs),
  effects: testEffects(),
});

test('sentences: no rate without n, interval and trust level; the age; a repeat says so', () => {
  const text = describeNotification(makeNotification(), { isRepeat: true })
    .flatMap(({ lines }) => lines)
    .join('\n');
  assert.match(text, /^This message may have reached you before/);
  assert.match(
    text,
    /2 % \(40 of 2,000 rows; 95 % interval 1\.47 % to 2\.71 %\) at trust level qualified\. Nothing is claimed of the number of false alarms/,
  );
  assert.match(text, /newest event is of 2026-03-01T05:50:00Z, 40m old at/);
  assert.match(text, /score 0\.8, p 0\.001, qualified\)/);
});

// biome-ignore lint/suspicious/noExplicitAny: payloads are looked into freely
type Payload = any;

test('Slack: within the limits of Block Kit, data in plain text only, and no mention in the text', () => {
  for (const lines of [1, 400]) {
    const notification = makeNotification(lines);
    const { text, blocks } = renderSlack(notification, describeNotification(notification)) as Payload;
    assert.ok(blocks.length <= 50 && text.length <= 3000);
    assert.ok(blocks[0].text.text.length <= 150);
    for (const { type, text: body } of blocks.slice(1, -1)) {
      assert.equal([type, body.type], ['section', 'plain_text']);
      assert.ok(body.text.length > 0 && body.text.length <= 3000);
    }
    assert.not.match(text, /<!/);
    assert.is(blocks.at(-1).elements[0].url, notification.link);
  }
});

test('Teams: an Adaptive Card of at most 28 KB, data in text runs only', () => {
  for (const lines of [1, 400]) {
    const notification = makeNotification(lines, lines === 1 ? null : 'https://desk.example/');
    const message = renderTeams(notification, describeNotification(notification)) as Payload;
    assert.ok(Buffer.byteLength(JSON.stringify(message)) <= 28 * 1024);
    const [{ contentType, content }] = message.attachments;
    assert.equal([contentType, content.type], ['application/vnd.microsoft.card.adaptive', 'AdaptiveCard']);
    for (const block of content.body) assert.equal([block.type, block.inlines[0].type], ['RichTextBlock', 'TextRun']);
    const text = JSON.stringify(content.body);
    assert.is(/the rest was cut/.test(text), lines > 1);
    assert.match(text, /Look at it/, 'the end is there');
  }
});

test('e-mail: a subject of one line, and HTML in which data are text', () => {
  const notification = makeNotification();
  const { subject, html, text } = renderEmail(notification, describeNotification(notification));
  assert.not.match(subject, /[\r\n\u0000\u202e]/);
  assert.not.match(html, /<script>|<img|src=/);
  assert.match(text, /https:\/\/desk\.example/);
});

const mailTo = (port: number, more: Partial<EmailChannel> = {}): EmailChannel => ({
  ...base('mail'),
  type: 'email',
  host: 'localhost',
  port,
  tls: 'tls',
  from: 'oads@desk.example',
  to: ['a@desk.example', 'b@desk.example'],
  ...more,
});

test('e-mail over TLS with an authority of its own and a sign-in; data become no header and no receiver', async () => {
  const authority = createAuthority();
  const ca = path.join(dir, 'ca.pem');
  writeFileSync(ca, authority.cert);
  const { port, mails } = await receiveMails({
    ...authority.issue('localhost', ['localhost']),
    secure: true,
    onAuth: ({ username, password }, _session, done) => done(null, password === 'right' ? { user: username } : {}),
  });
  const auth = { user: 'oads', password: 'right' };
  assert.equal(await send(mailTo(port, { ca, auth }), attempt()), { state: 'delivered', note: undefined });
  assert.equal(
    [mails[0].from, mails[0].to, mails[0].user, mails[0].isSecure],
    ['oads@desk.example', ['a@desk.example', 'b@desk.example'], 'oads', true],
  );
  const [head] = mails[0].text.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n\r\n');
  assert.match(head, /^Message-ID: <0123456789abcdef0123456789abcdef\.ops@desk\.example>/m);
  assert.match(head, /^Auto-Submitted: auto-generated/m);
  assert.not.match(head, /^Bcc/im);
  assert.match(mails[0].text, /text\/plain[\s\S]*text\/html/);

  assert.match(JSON.stringify(await send(mailTo(port, { auth }), attempt())), /"failed".*certificate is not trusted/);
  const wrong = await send(mailTo(port, { ca, auth: { ...auth, password: 'canary-wrong' } }), attempt());
  assert.equal(wrong, { state: 'refused', error: 'the mail server answered 535 to the sign-in' });
  assert.is(mails.length, 1);
});

test('e-mail: without STARTTLS nothing is sent; refusals are final, delays are not; a silent server takes no longer than the timeout', async () => {
  const codes: Record<string, number> = { 'later@desk.example': 451, 'never@desk.example': 550 };
  const { port, mails } = await receiveMails({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, done) =>
      done(address in codes ? Object.assign(new Error('no'), { responseCode: codes[address] }) : undefined),
  });
  const open = (to: string[]) => mailTo(port, { tls: 'none', to });
  assert.match(JSON.stringify(await send(mailTo(port, { tls: 'starttls' }), attempt())), /"failed"/);
  assert.is(mails.length, 0);
  assert.equal(await send(open(['later@desk.example']), attempt()), {
    state: 'failed',
    error: 'the mail server answered 451',
    uncertain: false,
  });
  assert.equal(await send(open(['never@desk.example']), attempt()), { state: 'refused', error: 'the mail server answered 550' });
  assert.equal(await send(open(['a@desk.example', 'never@desk.example']), attempt()), {
    state: 'delivered',
    note: '1 of 2 receivers were refused by the server',
  });
  const silent = createTcpServer(() => {}).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const { port: silentPort } = silent.address() as { port: number };
  const outcome = await send(mailTo(silentPort, { tls: 'none' }), attempt(40));
  silent.close();
  assert.equal(outcome, { state: 'failed', error: 'not done in time', uncertain: false });
});

test('webhook over TLS: its certificate is verified, by the authority of `ca` where there is one', async () => {
  const authority = createAuthority();
  const ca = path.join(dir, 'webhook-ca.pem');
  writeFileSync(ca, authority.cert);
  let posts = 0;
  const server = createServer({ ...authority.issue('localhost', ['localhost']) }, (request, response) => {
    posts++;
    request.resume();
    response.writeHead(200, { 'content-type': 'text/plain' }).write('and this answer never ends');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const outcomes = [await send(webhook(url), attempt()), await send(webhook(url, { ca }), attempt())];
  server.close();
  server.closeAllConnections();
  assert.match(JSON.stringify(outcomes[0]), /"failed".*certificate is not trusted.*"uncertain":false/);
  assert.equal([outcomes[1], posts], [{ state: 'delivered' }, 1]);
});

const run = (script: string, timeoutMs = 5000) => {
  const channel: CommandChannel = { ...base('pager'), type: 'command', command: ['/bin/sh', '-c', script] } as CommandChannel;
  return send(channel, { ...attempt(timeoutMs), effects: { ...testEffects(), baseDir: dir } });
};

test('command: JSON on stdin, variables in the environment, no shell of ours', async () => {
  assert.equal(await run('cat > got.json; printf %s "$OADS_NOTIFY_SEVERITY $OADS_NOTIFY_TRUST $OADS_NOTIFY_REPEAT" > got.txt'), {
    state: 'delivered',
  });
  assert.is(JSON.parse(readFileSync(path.join(dir, 'got.json'), 'utf8')).id, makeNotification().id);
  assert.is(readFileSync(path.join(dir, 'got.txt'), 'utf8'), 'critical qualified 0');
});

test('command: what fails says why, what floods is cut, what is not there is refused', async () => {
  assert.equal(await run('echo "no\u001b[31m pager" >&2; exit 7'), {
    state: 'failed',
    error: 'ended with 7: no[31m pager',
    uncertain: false,
  });
  const flood = await run('i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done >&2; exit 1');
  assert.ok(flood.state === 'failed' && flood.error.length < 240, JSON.stringify(flood));
  const missing = { ...base('x'), type: 'command', command: [path.join(dir, 'nobody')] } as CommandChannel;
  assert.equal(await send(missing, attempt()), { state: 'refused', error: 'the program could not be started (ENOENT)' });
});

test('command: what hangs is ended with all that it started, even where it ignores being asked', async () => {
  const outcome = await run('trap "" TERM; sleep 300 & echo $! > child.pid; wait; wait', 300);
  assert.equal(outcome, { state: 'failed', error: 'did not end in time', uncertain: true });
  const child = Number(readFileSync(path.join(dir, 'child.pid'), 'utf8'));
  const state = () => {
    try {
      return /\) (\w)/.exec(readFileSync(`/proc/${child}/stat`, 'utf8'))?.[1] ?? 'gone';
    } catch {
      return 'gone';
    }
  };
  const isRunning = () => !/^(?:gone|[ZX])$/.test(state());
  // A signal that was sent takes its moment to arrive; without one the child would live for minutes.
  for (const until = Date.now() + 5000; isRunning() && Date.now() < until; ) await new Promise((resolve) => setImmediate(resolve));
  assert.is(isRunning(), false);
});

test('a test message is marked as one and tells which channel did not take it', async () => {
  const ops = await receiveWebhooks();
  const channels = [webhook(ops.url), webhook('http://127.0.0.1:1/', { name: 'down' })];
  const tested = await testChannels('p', channels, settingsOf(channels), testEffects());
  assert.equal(tested, [
    { channel: 'ops', type: 'webhook', delivered: true, attempts: 1, error: null },
    { channel: 'down', type: 'webhook', delivered: false, attempts: 3, error: 'connection refused' },
  ]);
  assert.equal([ops.received[0].json.kind, ops.received[0].json.title], ['test', 'p: test message']);
});

test('webhook: whatever comes in place of an answer is an outcome, and leaves no question open', async () => {
  const answers: [string, object][] = [
    [
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
      { state: 'refused', error: 'answered 101, which takes no message' },
    ],
    ['HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n', { state: 'delivered' }],
    ['HTTP/1.1 103 Early Hints\r\n\r\n', { state: 'failed', error: 'connection reset', uncertain: true }],
    ['', { state: 'failed', error: 'connection reset', uncertain: true }],
  ];
  for (const [answer, expected] of answers) {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(answer));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const outcome = await send(webhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`), attempt());
    server.close();
    assert.equal(outcome, expected, answer);
  }
});

test('command: what the system cannot start at all is refused, also where Node throws it', async () => {
  const start = (...command: string[]) => send({ ...base('x'), type: 'command', command } as CommandChannel, attempt());
  const refused = (code: string) => ({ state: 'refused', error: `the program could not be started (${code})` });
  writeFileSync(path.join(dir, 'plain'), '');
  assert.equal(await start(path.join(dir, 'plain', 'x')), refused('ENOTDIR'));
  assert.equal(await start(`/${'a'.repeat(300)}`), refused('ENAMETOOLONG'));
  assert.equal(await start('/bin/true', 'a\0b'), refused('ERR_INVALID_ARG_VALUE'));
});

test.run();
