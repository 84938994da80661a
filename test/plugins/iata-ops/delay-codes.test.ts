import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeDelayCode, isDelayCodeShape } from '../../../plugins/iata-ops/src/codes/describe-delay-code.ts';
import { parseUserCodes } from '../../../plugins/iata-ops/src/codes/parse-user-codes.ts';

const test = suite('plugins/iata-ops/delay-codes');
const bytes = (text: string) => new TextEncoder().encode(text);

test('a code is known by its digits, its letters, and with a sub-code', () => {
  const rotation = describeDelayCode('93');
  assert.equal([rotation?.family, rotation?.reactionary], ['reactionary', true]);
  assert.is(describeDelayCode('RA'), rotation);
  assert.is(describeDelayCode('93a'), rotation);
  assert.is(describeDelayCode('6')?.family, 'other');
  assert.is(describeDelayCode('05')?.family, 'airline-internal');
});

test('what no table knows is undefined: gaps of the table, letters of AHM 732 without the user’s table', () => {
  for (const code of ['10', '74', '90', 'ZZ', 'DBN', 'RAX', '', '933']) assert.is(describeDelayCode(code), undefined, code);
  assert.equal(['93A', 'DBN', '7', 'RA'].every(isDelayCodeShape), true);
  assert.equal(['', '933', '93AB', 'DBNX', 'db'].some(isDelayCodeShape), false);
});

test('reactionary are 91 to 96 and no others', () => {
  const all = Array.from({ length: 100 }, (_, code) => String(code).padStart(2, '0'));
  assert.equal(
    all.filter((code) => describeDelayCode(code)?.reactionary),
    ['91', '92', '93', '94', '95', '96'],
  );
  assert.is(all.filter((code) => describeDelayCode(code)).length, 82);
});

test('a user’s table adds and overrides codes', () => {
  const codes = parseUserCodes(bytes('\ufeffcode,reason,reactionary\r\nDBN,"de-icing, slow",no\r\n99,"""other""",yes\r\n'));
  assert.equal(describeDelayCode('DBN', codes), { family: 'user-defined', reason: 'de-icing, slow', reactionary: false });
  assert.equal(describeDelayCode('99', codes), { family: 'reactionary', reason: '"other"', reactionary: true });
  assert.is(describeDelayCode('93', codes)?.family, 'reactionary');
});

for (const [what, text, message] of [
  ['no header', 'DBN,de-icing\n', /expected a header with "code" and "reason"/],
  ['a code of four letters', 'code,reason\nDBNX,x\n', /line 2: expected a code of 1 to 3/],
  ['a code twice', 'code,reason\nDBN,x\n\ndbn,y\n', /line 4: expected each code once, got "DBN"/],
  ['neither true nor false', 'code,reason,reactionary\nDBN,x,perhaps\n', /line 2: expected reactionary to be true or false/],
] as const) {
  test(`a table with ${what} is refused`, () => {
    assert.throws(() => parseUserCodes(bytes(text)), message);
  });
}

test('a lost leading zero is put back for codes of a table, too', () => {
  const own = parseUserCodes(Buffer.from('code,reason\n05,"fog, own"\n4,crew\n'));
  assert.is(describeDelayCode('5', own)?.reason, 'fog, own');
  assert.is(describeDelayCode('04', own)?.reason, 'crew');
});

test.run();
