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

test.run();
