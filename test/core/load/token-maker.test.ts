import { createHmac, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createTokenMaker } from '../../../src/core/load/token-maker.ts';
import { anyCharacter } from '../../support/any-character.ts';

const test = suite('load/token-maker');

const makerOf = (key: string) => createTokenMaker(createSecretKey(Buffer.from(key)));
const maker = makerOf('a key of some length');

test('a token is the start of the HMAC, in base32, behind a prefix', () => {
  const [token] = maker.make(['078-05-1120']);
  assert.match(token, /^masked-[a-z2-7]{24}$/);
  const valueKey = createHmac('sha256', 'a key of some length').update('oads/mask/v1/value').digest();
  const digest = createHmac('sha256', valueKey).update('078-05-1120').digest();
  // 85 bits are 17 characters of base32.
  const bits = [...digest.subarray(0, 11)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const expected = Array.from(
    { length: 17 },
    (_, at) => 'abcdefghijklmnopqrstuvwxyz234567'[Number.parseInt(bits.slice(at * 5, at * 5 + 5), 2)],
  );
  assert.is(token.slice(7, 24), expected.join(''));
});

test('the same text has the same token under the same key, and only there', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit: anyCharacter }), { maxLength: 20 }), (texts) => {
      const tokens = maker.make(texts);
      assert.equal(makerOf('a key of some length').make(texts), tokens);
      assert.is(new Set(tokens).size, texts.length);
      assert.equal(
        makerOf('a key of some length.')
          .make(texts)
          .filter((token) => tokens.includes(token)),
        [],
      );
    }),
  );
});

test('masking twice is masking once; a token of another key, or one that is made up, is a value like any other', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (texts) => {
      const tokens = maker.make(texts);
      assert.equal(maker.make(tokens), tokens);
      assert.equal([...maker.recognise([...tokens, ...texts])], [...tokens.map(() => 1), ...texts.map(() => 0)]);
    }),
  );
  const [token] = maker.make(['x']);
  const [foreign] = makerOf('another key of length').make(['x']);
  const altered = token.slice(0, -1) + (token.endsWith('a') ? 'b' : 'a');
  for (const text of [foreign, altered, 'masked-aaaaaaaaaaaaaaaaaaaaaaaa', token.toUpperCase(), ` ${token}`, token.slice(7)]) {
    assert.is(maker.recognise([text])[0], 0, text);
    assert.is.not(maker.make([text])[0], text);
  }
});

test.run();
