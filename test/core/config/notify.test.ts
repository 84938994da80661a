import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findChannelSecrets } from '../../../src/core/config/find-channel-secrets.ts';
import { readConfig } from '../../../src/core/config/load-config.ts';
import { createRedactor } from '../../../src/core/config/redact.ts';
import { createRegistry, optionSchemas } from '../../../src/core/pipeline/registry.ts';
import { listSettings } from '../../../src/core/pipeline/settings/list-settings.ts';

const test = suite('core/config/notify');
const options = optionSchemas(createRegistry());
const dir = mkdtempSync(path.join(tmpdir(), 'oads-notify-'));
test.after(() => rmSync(dir, { recursive: true }));

function read(notify: unknown, env: Record<string, string> = {}) {
  const file = path.join(dir, 'oads.yaml');
  const document = { version: 1, pipeline: 'p', source: { loader: 'file', options: { path: 'a' } }, notify };
  writeFileSync(file, JSON.stringify(document)); // JSON is YAML
  const redact = createRedactor(env);
  const found = readConfig(file, env, options, new Map(), redact.learn);
  return { ...found, redact, settings: listSettings(found, { redact }) };
}

const refused = (channel: object): string => {
  try {
    read({ channels: [{ name: 'a', ...channel }] });
  } catch (error) {
    return (error as Error).message.replace(/^.*oads\.yaml:\d+:\d+ /, '');
  }
  return 'nothing was refused';
};

const MAIL = { type: 'email', host: 'h', from: 'a@b.example', to: ['c@d.example'] };

test('fills in defaults by the type of the channel', () => {
  const { config } = read({
    base_url: 'https://desk.example/',
    channels: [
      { name: 'm', ...MAIL },
      { name: 'w', type: 'webhook', url: 'http://h/', anomalies: { min_score: 0.9 } },
    ],
  });
  const [mail, hook] = config.notify?.channels ?? [];
  assert.equal([config.notify?.baseUrl, config.notify?.timeLimitMs, config.notify?.expireMs], ['https://desk.example', 5000, 86_400_000]);
  assert.equal(mail, {
    name: 'm',
    type: 'email',
    on: ['trust', 'quality', 'drift', 'source', 'anomalies', 'recovery'],
    minSeverity: 'info',
    anomalies: { top: 10, minScore: undefined },
    rateLimit: { messages: 20, perMs: 3_600_000 },
    retry: { attempts: 3, waitMs: 500 },
    timeoutMs: 3000,
    ca: undefined,
    host: 'h',
    port: 587,
    tls: 'starttls',
    auth: undefined,
    from: 'a@b.example',
    to: ['c@d.example'],
  });
  assert.equal(hook.anomalies, { top: 10_000, minScore: 0.9 });
});

test('refuses what does not fit the type, by name and place, and never with a value', () => {
  assert.is(refused({ type: 'webhook' }), 'notify.channels[0]: expected `url` for a channel of type webhook, got none');
  assert.is(refused({ ...MAIL, url: 'https://canary' }), 'notify.channels[0].url: expected no `url` for a channel of type email, got one');
  assert.match(
    refused({ type: 'slack', url: 'https://h/', secret: 'canary-canary-canary' }),
    /expected no `secret` for a channel of type slack, got one$/,
  );
  assert.match(refused({ ...MAIL, user: 'u' }), /user: expected `user` and `password` together/);
  assert.match(refused({ ...MAIL, user: 'u', password: 'p', tls: 'none' }), /tls: expected `tls` or `starttls` where somebody signs in/);
  assert.match(refused({ ...MAIL, to: ['x@y.example\r\nBcc: z@y.example'] }), /to\[0\]: expected/);
  assert.match(refused({ ...MAIL, from: 'Desk <a@b.example>' }), /from: expected/);
  assert.match(
    refused({ type: 'webhook', url: 'http://h/', headers: { Host: 'x' } }),
    /headers\.Host: expected the name of a further request header/,
  );
  assert.match(refused({ type: 'webhook', url: 'http://h/', headers: { 'a b': 'x' } }), /expected the name of a further/);
  assert.match(refused({ type: 'webhook', url: 'http://h/', headers: { a: 'x\r\ny: z' } }), /headers/);
  assert.match(refused({ type: 'webhook', url: 'http://[' }), /url: expected an address, got a text that is none/);
  assert.match(refused({ type: 'command', command: ['a'], timeout: '2d' }), /timeout: expected at most a day/);
  assert.throws(
    () =>
      read({
        channels: [
          { name: 'a', type: 'command', command: ['x'] },
          { name: 'a', type: 'command', command: ['y'] },
        ],
      }),
    /expected names to differ, got "a" for channels 1 and 2/,
  );
});

test('addresses and headers are secrets, whatever the variables are called', () => {
  const channel = { name: 'a', type: 'webhook', url: '${WHERE}', headers: { authorization: 'Bearer ${WHO}' }, secret: '${SIGN}' };
  const env = {
    WHERE: 'https://hooks.example/services/canary-part-of-the-path?sig=canary-signature-1',
    WHO: 'canary-who',
    SIGN: 'canary-sign-0123456',
  };
  const { settings, redact } = read({ channels: [channel] }, env);
  assert.not.match(JSON.stringify(settings), /canary/);
  for (const text of [
    env.WHERE,
    `GET /services/canary-part-of-the-path?sig=canary-signature-1`,
    'canary-part-of-the-path',
    'token canary-who',
    env.SIGN,
  ])
    assert.not.match(redact(`it said ${text}!`), /canary/);
  assert.is(redact('services of the desk'), 'services of the desk');
  assert.equal(findChannelSecrets({ notify: 'x' }), []);
});

test.run();
