import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRedactor } from '../../../src/core/config/redact.ts';

const test = suite('config/redact');

test('hides the password of any URL, and nothing else of it', () => {
  const redact = createRedactor({});
  assert.is(
    redact('could not reach postgresql://oads:s3cret@db:5432/x?y=1 today'),
    'could not reach postgresql://oads:*****@db:5432/x?y=1 today',
  );
  assert.is(redact('redis://:pw@h and amqp+ssl://u:p%40w@h'), 'redis://:*****@h and amqp+ssl://u:*****@h');
  assert.is(redact('postgresql://oads@127.0.0.1:5432/oads'), 'postgresql://oads@127.0.0.1:5432/oads');
  assert.is(redact('http://127.0.0.1:8080/ by a@b.org'), 'http://127.0.0.1:8080/ by a@b.org');
});

test('a password that was not percent-encoded is hidden whole', () => {
  assert.is(createRedactor({})('postgres://u:p@ss/wo:rd@host/db'), 'postgres://u:*****@host/db');
});

test('hides the values of variables that look secret, the longest first', () => {
  const redact = createRedactor({ PGPASSWORD: 'hunter2', API_KEY: 'hunter2-long', MY_TOKEN: 'tok$1', apikey: 'lower', USER: 'visible' });
  assert.is(redact('hunter2-long hunter2 tok$1 lower visible'), '***** ***** ***** ***** visible');
});

test('a very short value hides nothing, or every text would be full of stars', () => {
  assert.is(createRedactor({ PASSWORD: 'abc', TOKEN: '', SECRET: undefined })('abc'), 'abc');
});

test('hides a secret however it is written: encoded, decoded, in JSON, on one line', () => {
  const password = 'p@ss "word"/é';
  const redact = createRedactor({ DB_PASSWORD: password, KEY: 'no secret' });
  const forms = [password, encodeURIComponent(password), JSON.stringify(password).slice(1, -1)];
  for (const form of forms) assert.is(redact(`it was ${form}.`), 'it was *****.');
  assert.is(createRedactor({ API_TOKEN: 'tok%2Fen' })('got tok/en and tok%2Fen'), 'got ***** and *****');
  const pem = '-----BEGIN KEY-----\nMIIBVgIBADANBgkq\n-----END KEY-----\n';
  const hide = createRedactor({ PRIVATE_KEY: pem });
  assert.not.match(hide(pem.replaceAll('\n', ' ')), /MIIB/);
  assert.not.match(hide('cannot parse MIIBVgIBADANBgkq as a key'), /MIIB/);
});

test('hides what is left of a secret that was cut off', () => {
  const redact = createRedactor({ TOKEN: 'abcdefghijklmnopqrstuvwxyz' });
  assert.is(redact('got "abcdefghijklmnopq..."'), 'got "*****..."');
  assert.is(redact('abcdefghijkl abcdefghijkX'), '***** abcdefghijkX', 'twelve characters are no accident, eleven may be');
});

test('hides the password of a URL that a variable holds, wherever it turns up', () => {
  const redact = createRedactor({ DATABASE_URL: 'postgres://u:p%40ss-word@h/d', OTHER: 'http://a:tr@ust no1@h' });
  assert.is(redact('wrong: p@ss-word, p%40ss-word'), 'wrong: *****, *****');
  assert.is(redact('tr@ust no1'), '*****');
});

test('hides the values of secret-looking parameters', () => {
  const redact = createRedactor({});
  assert.is(redact('GET https://x/y?access_token=abc&page=2 failed'), 'GET https://x/y?access_token=*****&page=2 failed');
  assert.is(redact('host=db password=hunter2 user=u'), 'host=db password=***** user=u');
  assert.is(redact('expected max_tokens=5 and a token'), 'expected max_tokens=5 and a token');
});

test('a text of megabytes takes no longer than its length', () => {
  // Each of these kept a regular expression busy for hours that tries every beginning.
  const redact = createRedactor({});
  for (const part of ['x', 'a://b:', 'a:', 'x-=', '@', '://']) {
    const text = part.repeat(3e5 / part.length);
    assert.is(redact(`${text} postgres://u:hunter2@h`).endsWith('postgres://u:*****@h'), true, part);
  }
});

test('learns', () => {
  const redact = createRedactor({});
  assert.is(redact('sesame-42'), 'sesame-42');
  redact.learn(['sesame-42']);
  assert.is(redact('open sesame-42!'), 'open *****!');
});

test.run();
