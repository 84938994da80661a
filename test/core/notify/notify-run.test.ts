import { createHmac } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { layoutOf } from '../../../src/core/artifacts/layout.ts';
import { openRecord } from '../../../src/core/artifacts/notifications/open-record.ts';
import { readRecord } from '../../../src/core/artifacts/notifications/read-record.ts';
import { listNotifications } from '../../../src/core/notify/list-notifications.ts';
import { flushPending, notifyRun } from '../../../src/core/notify/notify-run.ts';
import { findViolations } from '../../../src/core/schema/validate.ts';
import { Notification } from '../../../src/core/snapshot/notification.ts';
import type { DriftFlag } from '../../../src/core/snapshot/parts.ts';
import type { RunDocuments } from '../../support/artifacts.ts';
import { scratchDir } from '../../support/cli.ts';
import { runAndNotify, settingsOf, testEffects, webhook } from '../../support/notify.ts';
import { closeReceivers, receiveWebhooks } from '../../support/receivers.ts';

const test = suite('core/notify/notify-run');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
const at = () => scratch.dir;
test.before.each(async () => {
  scratch = await scratchDir();
});
test.after.each(async () => {
  await closeReceivers();
  await scratch.remove();
});

const states = async () => (await listNotifications(at(), 'demo')).notifications.map(({ state }) => state);

test('a certified first run is not told, what follows is told once, and a re-run of the same data not again', async () => {
  const ops = await receiveWebhooks();
  const [settings, effects] = [settingsOf([webhook(ops.url)], { baseUrl: 'https://desk.example/oads' }), testEffects()];
  await runAndNotify(at(), 'certified', settings, effects);
  assert.is(ops.received.length, 0);
  const run = await runAndNotify(at(), 'withheld', settings, effects);
  assert.is(ops.received.length, 1);
  const [{ json, headers }] = ops.received;
  assert.equal(findViolations(Notification, json), []);
  assert.is(headers['idempotency-key'], json.id);
  assert.is(json.title, 'demo: Trust fell from certified to withheld, and 1 more change');
  assert.equal(
    json.changes.map(({ topic, severity, from, to }: Record<string, string>) => [topic, severity, from, to]),
    [
      ['trust', 'critical', 'certified', 'withheld'],
      ['quality', 'critical', 'pass', 'fail'],
    ],
  );
  assert.match(json.changes[1].text, /not_null.*41/s, 'says which check');
  assert.match(json.next, /checks that did not pass/);
  assert.is(json.link, `https://desk.example/oads/?pipeline=demo&run=${run.runId}`);
  assert.ok(json.data.age_seconds > 0);
  await notifyRun(run, { artifactsDir: at(), pipeline: 'demo', settings }, effects);
  await runAndNotify(at(), 'withheld', settings, effects);
  assert.is(ops.received.length, 1, 'nothing has changed');
  await runAndNotify(at(), 'certified', settings, effects);
  assert.equal([ops.received.length, ops.received[1].json.severity, ops.received[1].json.changes[0].topic], [2, 'info', 'recovery']);
  assert.equal(effects.warned, []);
  assert.equal(await states(), ['delivered', 'delivered']);
});

test('a first run that is not certified is told, and the same change a second time is another message', async () => {
  const ops = await receiveWebhooks();
  const [settings, effects] = [settingsOf([webhook(ops.url)]), testEffects()];
  const bad = await runAndNotify(at(), 'rank-only', settings, effects);
  assert.match(ops.received[0].json.title, /first run that is watched is rank-only/);
  const good = await runAndNotify(at(), 'certified', settings, effects);
  for (const run of [bad, good, bad]) await notifyRun(run, { artifactsDir: at(), pipeline: 'demo', settings }, effects);
  assert.is(ops.received.length, 5);
  assert.is(new Set(ops.received.map(({ json }) => json.id)).size, 5);
});

test('where alerts begin later, the run before is what the first one is compared with', async () => {
  const ops = await receiveWebhooks();
  const effects = testEffects();
  const before = await runAndNotify(at(), 'certified', settingsOf([]), effects);
  await flushPending({ artifactsDir: at(), pipeline: 'other', settings: settingsOf([]) }, effects);
  const fresh = await scratchDir();
  try {
    const first = await runAndNotify(fresh.dir, 'certified', settingsOf([webhook(ops.url)]), effects, {
      asOf: before.manifest.identity.as_of,
    });
    const { rmSync } = await import('node:fs');
    rmSync(path.join(fresh.dir, 'demo', 'notifications'), { recursive: true });
    const previous = { run_id: first.runId, manifest_sha256: first.manifestSha256 };
    await runAndNotify(fresh.dir, 'rank-only', settingsOf([webhook(ops.url)]), effects, { previous });
    assert.is(ops.received[0].json.changes[0].text, 'Trust fell from certified to rank-only.');
  } finally {
    await fresh.remove();
  }
});

test('new anomalies are told once, also where the batch around them is another; their claims are those of the level', async () => {
  const ops = await receiveWebhooks();
  const [settings, effects] = [settingsOf([webhook(ops.url, { anomalies: { top: 5 } })]), testEffects()];
  const moved = ({ metrics }: RunDocuments) => {
    metrics.top[2].key = { flight: '=F"<script>\u202e', origin: 'SFO' };
    metrics.top[7].key = { flight: 'below the rank', origin: 'SFO' };
  };
  await runAndNotify(at(), 'certified', settings, effects);
  await runAndNotify(at(), 'certified', settings, effects, { edit: moved });
  await runAndNotify(at(), 'certified', settings, effects, { edit: moved });
  assert.is(ops.received.length, 1);
  const { anomalies, changes, expected_false_alarms } = ops.received[0].json;
  assert.is(changes[0].text, '1 new anomaly among the 5 highest ranks at trust level certified.');
  assert.equal([anomalies.new, anomalies.shown[0].rank, anomalies.shown[0].key.flight], [1, 3, '=F"<script>']);
  assert.type(anomalies.shown[0].q_value, 'number');
  assert.is(expected_false_alarms, 40);

  await runAndNotify(at(), 'rank-only', settings, effects, {
    edit: ({ metrics }) => {
      metrics.top[0].values = { dep_delay: 1, distance: 2 };
    },
  });
  const told = ops.received[1].json;
  assert.equal([told.anomalies.shown[0].p_value, told.anomalies.shown[0].q_value, told.expected_false_alarms], [null, null, null]);
  assert.ok(told.changes.some(({ text }: { text: string }) => /their order, and no probability/.test(text)));
});

test('a channel gets what it asks for and no more', async () => {
  const ops = await receiveWebhooks();
  const channels = [
    webhook(ops.url, { name: 'quality', on: ['quality'] }),
    webhook(ops.url, { name: 'worst', minSeverity: 'critical' }),
    webhook(ops.url, { name: 'score', on: ['anomalies'], anomalies: { top: 10_000, minScore: 0.9 } }),
  ];
  const effects = testEffects();
  await runAndNotify(at(), 'certified', settingsOf(channels), effects);
  await runAndNotify(at(), 'rank-only', settingsOf(channels), effects);
  assert.equal(ops.received, []);
  await runAndNotify(at(), 'withheld', settingsOf(channels), effects);
  assert.equal(ops.received.map(({ json }) => json.channel).sort(), ['quality', 'worst']);
});

test('fallback and age are told when they begin and when they end', async () => {
  const ops = await receiveWebhooks();
  const [settings, effects] = [settingsOf([webhook(ops.url, { on: ['source', 'recovery'] })]), testEffects()];
  const stale = ({ system }: RunDocuments) => {
    system.trust.reasons[0].code = 'fallback_stale';
  };
  await runAndNotify(at(), 'rank-only', settings, effects);
  await runAndNotify(at(), 'rank-only', settings, effects, { source: 'last_good', edit: stale });
  await runAndNotify(at(), 'rank-only', settings, effects);
  assert.equal(
    ops.received.map(({ json }) => json.changes.map(({ topic, to }: Record<string, string>) => `${topic} ${to}`)),
    [
      ['source stale', 'source last_good'],
      ['recovery primary', 'recovery fresh'],
    ],
  );
});

test('a receiver that is down gets the message once when it is back; nothing is said twice in between', async () => {
  const ops = await receiveWebhooks();
  const [settings, effects] = [settingsOf([webhook(ops.url)]), testEffects()];
  await runAndNotify(at(), 'certified', settings, effects);
  await ops.stop();
  await runAndNotify(at(), 'withheld', settings, effects);
  assert.equal(effects.waitedMs, [250, 500], 'doubled, with half of it by chance');
  assert.match(effects.warned[0], /channel "ops".*connection refused.*kept for the next run/);
  await runAndNotify(at(), 'withheld', settings, effects);
  assert.equal(await states(), ['pending']);
  await ops.start();
  const { delivery } = await flushPending({ artifactsDir: at(), pipeline: 'demo', settings }, effects);
  assert.equal([delivery.delivered, delivery.pending, ops.received.length], [1, 0, 1]);
  await runAndNotify(at(), 'withheld', settings, effects);
  assert.is(ops.received.length, 1);
});

test('500 is tried again, 429 waits as it asks to, 400 and a redirect are given up', async () => {
  const ops = await receiveWebhooks();
  const [settings, effects] = [settingsOf([webhook(ops.url)]), testEffects()];
  const answers = [500, 429, 200, 429, 400, 302];
  ops.answer = (response) => {
    const status = answers.shift() ?? 200;
    const isLate = answers.length === 2;
    response.writeHead(status, { 'content-type': 'text/plain', 'retry-after': isLate ? '7200' : '2', location: ops.url });
    response.end(status === 400 ? 'no such\u001b[31m channel' : '');
  };
  await runAndNotify(at(), 'rank-only', settings, effects);
  assert.equal([ops.received.length, effects.waitedMs], [3, [2000, 2000]], 'a 500 may ask for time as well');
  await runAndNotify(at(), 'certified', settings, effects);
  assert.is(ops.received.length, 4, 'longer than the time limit: left for later');
  await runAndNotify(at(), 'certified', settings, effects);
  assert.is(ops.received.length, 4, 'and not before');
  effects.pass(3_600_001);
  await runAndNotify(at(), 'withheld', settings, effects);
  assert.is(ops.received.length, 6);
  assert.match(effects.warned[1], /answered 400: no such\[31m channel\); it is given up/);
  assert.match(effects.warned[2], /answered 302, a redirect, which is not followed/);
  assert.equal(await states(), ['refused', 'refused', 'delivered']);
});

test('a receiver that hangs holds up the end of a run by its timeout, and one try in all that may have arrived is marked as such', async () => {
  const ops = await receiveWebhooks();
  const other = await receiveWebhooks();
  const slow = webhook(ops.url, { name: 'slow', timeoutMs: 40 });
  const [settings, effects] = [settingsOf([slow, webhook(other.url)]), testEffects()];
  ops.answer = () => {};
  await runAndNotify(at(), 'rank-only', settings, effects);
  assert.equal([ops.received.length, other.received.length], [1, 1], 'no second attempt: it may have arrived');
  for (const _ of [1, 2, 3]) await flushPending({ artifactsDir: at(), pipeline: 'demo', settings }, effects);
  assert.is(ops.received.length, 3, 'then it is given up');
  assert.is(new Set(ops.received.map(({ headers }) => headers['idempotency-key'])).size, 1);
  assert.match(effects.warned.at(-1) ?? '', /no answer in time; it may have arrived, and is not tried again/);
});

test('beyond its rate a channel is silent, and then gets one message with all that it missed', async () => {
  const ops = await receiveWebhooks();
  const [settings, effects] = [settingsOf([webhook(ops.url, { rateLimit: { messages: 1, perMs: 60_000 } })]), testEffects()];
  for (const level of ['withheld', 'certified', 'withheld', 'certified'] as const) await runAndNotify(at(), level, settings, effects);
  assert.is(ops.received.length, 1);
  assert.equal(await states(), ['held', 'held', 'held', 'delivered']);
  effects.pass(60_001);
  await runAndNotify(at(), 'rank-only', settings, effects);
  assert.is(ops.received.length, 2);
  const { json } = ops.received[1];
  assert.equal(findViolations(Notification, json), []);
  assert.equal([json.kind, json.summed_up, json.severity], ['summary', 4, 'critical']);
  assert.match(json.changes[0].text, /run [0-9a-f]{16}: Trust fell from certified to withheld/);
  assert.equal(await states(), ['delivered', 'summed_up', 'summed_up', 'summed_up', 'summed_up', 'delivered']);
});

test('a summary that could not be delivered keeps its number, and the rate holds for it, too', async () => {
  const ops = await receiveWebhooks();
  const [settings, effects] = [settingsOf([webhook(ops.url, { rateLimit: { messages: 1, perMs: 60_000 } })]), testEffects()];
  for (const level of ['withheld', 'certified', 'withheld'] as const) await runAndNotify(at(), level, settings, effects);
  await ops.stop();
  effects.pass(60_001);
  await runAndNotify(at(), 'certified', settings, effects);
  await ops.start();
  await runAndNotify(at(), 'withheld', settings, effects);
  await runAndNotify(at(), 'certified', settings, effects);
  effects.pass(60_001);
  await flushPending({ artifactsDir: at(), pipeline: 'demo', settings }, effects);
  assert.equal(
    ops.received.map(({ json }) => json.summed_up ?? 1),
    [1, 3, 2],
    'all six are counted',
  );
});

test('a process that is killed between sending and recording sends again by the same key; half a line has not happened', async () => {
  const ops = await receiveWebhooks();
  const [settings, effects] = [settingsOf([webhook(ops.url)]), testEffects()];
  await ops.stop();
  await runAndNotify(at(), 'rank-only', settings, effects);
  const layout = layoutOf(at(), 'demo');
  const record = await openRecord(layout, effects.now);
  const [{ notification }] = record.outbox().pending;
  await record.append({ event: 'sending', id: notification.id, channel: 'ops', attempts: 4 });
  await record.close();
  appendFileSync(layout.notificationRecord, '{"schema":"oads/notification_record/v1","event":"delivered"');
  await ops.start();
  await flushPending({ artifactsDir: at(), pipeline: 'demo', settings }, effects);
  assert.equal(
    ops.received.map(({ headers }) => headers['idempotency-key']),
    [notification.id],
  );
  const { problems, isTorn } = await readRecord(layout);
  assert.equal([problems, isTorn], [[], false]);
});

test('what could not be delivered in time is given up, and said so', async () => {
  const ops = await receiveWebhooks();
  const [settings, effects] = [settingsOf([webhook(ops.url)]), testEffects()];
  await ops.stop();
  await runAndNotify(at(), 'rank-only', settings, effects);
  effects.pass(86_400_001);
  await ops.start();
  await flushPending({ artifactsDir: at(), pipeline: 'demo', settings }, effects);
  assert.equal([ops.received.length, await states()], [0, ['expired']]);
  assert.match(effects.warned.at(-1) ?? '', /could not be delivered in time/);
});

test('when the work is to stop, sending ends at once, and what was under way is known to be uncertain', async () => {
  const ops = await receiveWebhooks();
  const controller = new AbortController();
  const [settings, effects] = [settingsOf([webhook(ops.url)]), testEffects(controller.signal)];
  ops.answer = () => controller.abort();
  await runAndNotify(at(), 'rank-only', settings, effects);
  assert.equal(await states(), ['pending']);
  const record = await openRecord(layoutOf(at(), 'demo'), effects.now);
  assert.is(record.outbox().pending[0].uncertain, true);
  await record.close();
});

test('two at once send each message once, and a record that cannot be written is a warning', async () => {
  const ops = await receiveWebhooks();
  const [settings, effects] = [settingsOf([webhook(ops.url)]), testEffects()];
  await ops.stop();
  await runAndNotify(at(), 'rank-only', settings, effects);
  await ops.start();
  const request = { artifactsDir: at(), pipeline: 'demo', settings };
  const real = { ...effects, wait: () => new Promise<void>((resolve) => setImmediate(resolve)) };
  await Promise.all([flushPending(request, real), flushPending(request, real)]);
  assert.is(ops.received.length, 1);

  const blocked = await scratchDir();
  const { writeFileSync, mkdirSync } = await import('node:fs');
  mkdirSync(path.join(blocked.dir, 'demo'));
  writeFileSync(path.join(blocked.dir, 'demo', 'notifications'), 'in the way');
  await runAndNotify(blocked.dir, 'rank-only', settings, effects);
  await blocked.remove();
  assert.match(effects.warned.at(-1) ?? '', /^alerts: the run is written, but nobody could be told of it/);
});

test('a signed message can be verified, and no file or warning shows the address', async () => {
  const ops = await receiveWebhooks();
  const secret = `whsec_${Buffer.from('canary-secret-canary-secret').toString('base64')}`;
  const settings = settingsOf([webhook(ops.url, { secret, headers: { authorization: 'Bearer canary-token-1234' } })]);
  const effects = testEffects();
  await runAndNotify(at(), 'rank-only', settings, effects);
  const [{ headers, text }] = ops.received;
  assert.is(headers.authorization, 'Bearer canary-token-1234');
  const key = Buffer.from('canary-secret-canary-secret');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`;
  assert.is(headers['webhook-signature'], `v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  await ops.stop();
  await runAndNotify(at(), 'certified', settings, effects);
  const record = readFileSync(layoutOf(at(), 'demo').notificationRecord, 'utf8');
  assert.not.match(record + effects.warned.join(), /canary|127\.0\.0\.1/);
});

test('a clock that was ahead and is set back stops no message', async () => {
  const YEAR_MS = 366 * 86_400_000;
  const ops = await receiveWebhooks();
  const [settings, effects] = [settingsOf([webhook(ops.url, { rateLimit: { messages: 1, perMs: 60_000 } })]), testEffects()];
  const request = { artifactsDir: at(), pipeline: 'demo', settings };
  effects.pass(YEAR_MS);
  await runAndNotify(at(), 'rank-only', settings, effects);
  effects.pass(60_001);
  ops.answer = (response) => void response.writeHead(503, { 'retry-after': '3600' }).end();
  await runAndNotify(at(), 'certified', settings, effects);
  assert.equal([ops.received.length, await states()], [2, ['pending', 'delivered']]);
  effects.pass(-YEAR_MS);
  await flushPending(request, effects);
  assert.equal([ops.received.length, await states()], [3, ['expired', 'delivered']], 'tried at once, and no more for a year');
  ops.answer = (response) => void response.writeHead(204).end();
  await runAndNotify(at(), 'withheld', settings, effects);
  assert.equal([ops.received.length, (await states())[0]], [4, 'delivered'], 'what was sent in the future counts for no rate');
  await runAndNotify(at(), 'rank-only', settings, effects);
  assert.is((await states())[0], 'held', 'what was sent now does');
});

test('what could not be judged is no recovery from drift, and what follows it is told again', async () => {
  const ops = await receiveWebhooks();
  const [settings, effects] = [settingsOf([webhook(ops.url)]), testEffects()];
  const drift = (flag: DriftFlag) => ({
    edit: ({ system }: RunDocuments) => {
      system.summary.drift_flag = flag;
    },
  });
  for (const flag of ['none', 'severe', 'unavailable', 'insufficient', 'moderate', 'none'] as const)
    await runAndNotify(at(), 'certified', settings, effects, drift(flag));
  assert.equal(
    ops.received.map(({ json: { changes } }) => [changes[0].topic, changes[0].severity, changes[0].to]),
    [
      ['drift', 'critical', 'severe'],
      ['drift', 'warning', 'unavailable'],
      ['drift', 'warning', 'insufficient'],
      ['drift', 'warning', 'moderate'],
      ['recovery', 'info', 'none'],
    ],
  );
});

test.run();
