import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findChannelSecrets } from '../../../src/core/config/find-channel-secrets.ts';
import { readConfig } from '../../../src/core/config/load-config.ts';
import { parseYaml } from '../../../src/core/config/parse-yaml.ts';
import { createRedactor } from '../../../src/core/config/redact.ts';
import { createRegistry, optionSchemas } from '../../../src/core/pipeline/registry.ts';
import { listSettings } from '../../../src/core/pipeline/settings/list-settings.ts';

const test = suite('core/config/notify');
const options = optionSchemas(createRegistry());
const dir = mkdtempSync(path.join(tmpdir(), 'oads-notify-'));
test.after(() => rmSync(dir, { recursive: true }));

function read(notify: unknown, env: Record<string, string> = {}, sparesNotify = false) {
  const file = path.join(dir, 'oads.yaml');
  const document = { version: 1, pipeline: 'p', source: { loader: 'file', options: { path: 'a' } }, notify };
  writeFileSync(file, JSON.stringify(document)); // JSON is YAML
  const redact = createRedactor(env);
  const found = readConfig(file, env, options, new Map(), redact.learn, { sparesNotify });
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
  assert.equal(findChannelSecrets({ notify: 'x' }), { secrets: [], wholes: [] });
});

test('only what is secret is hidden: no scheme, host, directory or word that other texts hold as well', () => {
  // The examples of docs/alerts.md, at an address like that of the dashboard, and a token in the place of a path.
  const examples = [...readFileSync('docs/alerts.md', 'utf8').matchAll(/```yaml\n(notify:\n[^]*?)```/g)].map(([, yaml]) => yaml);
  assert.is(examples.length, 6);
  const env = {
    OPS_SLACK_URL: 'http://127.0.0.1:45615/services/T0/canary-of-slack-01',
    OPS_TEAMS_URL: 'http://127.0.0.1:45615/workflows/x?sig=canary-of-teams-0123',
    DESK_URL: 'http://127.0.0.1:45615/artifacts',
    DESK_WEBHOOK_SECRET: 'canary-secret-0123456',
    DESK_TOKEN: 'canary-token/0123456',
    SMTP_PASSWORD: 'canary-password',
  };
  for (const yaml of examples) {
    const { redact, settings } = read((parseYaml(yaml, 'x.yaml').value as { notify: unknown }).notify, env);
    for (const text of [
      'dashboard http://127.0.0.1:45615/?pipeline=p (artifacts /srv/oads/artifacts)',
      `${dir}/artifacts/p/runs, ${dir}/oads.yaml, /home/oads/artifacts`,
      'Bearer tokens, services and workflows of mail.example.org, https://oads.example.org/x',
    ])
      assert.is(redact(text), text, yaml);
    const told = Object.values(env).filter((value) => yaml.includes(Object.entries(env).find(([, one]) => one === value)?.[0] ?? ''));
    for (const value of told) {
      assert.not.match(redact(`it said ${value}, "${value.slice(0, -2)}`), /canary/);
      assert.not.match(JSON.stringify(settings), /canary|45615/);
    }
  }
  const { redact } = read({
    channels: [{ name: 'a', type: 'webhook', url: env.DESK_URL, headers: { accept: 'text/x-desk', auth: 'ab12' } }],
  });
  assert.is(redact(`${env.DESK_URL} text/x-desk ab12`), 'http://***** text/x-desk *****');
});

test('what can never work is refused in words that say what is wanted', () => {
  const hook = (more: object) => refused({ type: 'webhook', url: 'http://h/', ...more });
  assert.match(hook({ url: 'http://u:canary100%@h/' }), /url: expected an address without user and password, got one with them/);
  assert.match(hook({ url: 'http://canary@h/' }), /url: expected an address without user and password/);
  assert.match(hook({ url: 'http://h:0/' }), /url: expected a port from 1 to 65535/);
  assert.match(hook({ url: 'ftp://h/canary-0123456789' }), /url: expected an address that begins with http:\/\/ or https:\/\//);
  assert.match(hook({ timeout: '0s' }), /timeout: expected a duration such as 30s, .*, got "0s"/);
  assert.throws(
    () => read({ time_limit: '0s', channels: [{ name: 'a', type: 'command', command: ['x'] }] }),
    /time_limit: expected a duration/,
  );
  assert.throws(
    () => read({ base_url: 'https://u:canary@h/', channels: [{ name: 'a', type: 'command', command: ['x'] }] }),
    (error: Error) => /base_url: expected an address without user/.test(error.message) && !error.message.includes('canary'),
  );
  for (const name of ['trailer', 'TE', 'Upgrade', 'keep-alive']) assert.match(hook({ headers: { [name]: 'x' } }), /further request header/);
  assert.match(hook({ headers: { 'X-A': '1', 'x-a': '2' } }), /headers\.x-a: expected each header once, got "X-A" and "x-a"/);
  assert.match(hook({ secret: 'whsec_canary-canary-canary' }), /secret: expected base64 behind `whsec_`, got another text/);
  assert.match(hook({ secret: 'whsec_Y2FuYXJ5MDE=' }), /secret: expected a key of at least 16 bytes behind `whsec_`, got 8/);
  assert.is(hook({ secret: `whsec_${'A'.repeat(22)}` }), 'nothing was refused');
  assert.match(refused({ ...MAIL, host: 'mail example' }), /host: expected the name or the IP address of a server/);
  assert.is(refused({ ...MAIL, host: '::1' }), 'nothing was refused');
  assert.match(refused({ type: 'command', command: ['a', 'b\0c'] }), /expected text, got text with a NUL character/);
});

test('a command that sends nothing needs no variable of notify; what is set there stays secret', () => {
  const url = 'https://hooks.example/${PART_A}/${PART_B}';
  const notify = { channels: [{ name: 'a', type: 'webhook', url, headers: { authorization: 'Bearer literal-canary' } }] };
  assert.throws(() => read(notify, { PART_A: 'a' }), /url: expected the environment variable PART_B to be set/);
  const { config, redact } = read(notify, { PART_A: 'canary-of-the-path-0' }, true);
  assert.is(config.notify, undefined);
  assert.not.match(redact('canary-of-the-path-0 literal-canary'), /canary/);
  assert.is(read(notify, { PART_A: 'a', PART_B: 'b' }, true).config.notify?.channels.length, 1);
  assert.throws(() => read({ channels: [{ name: 'a', type: 'fax' }] }, {}, true), /type: expected one of/, 'what is wrong is still found');
});

test.run();
