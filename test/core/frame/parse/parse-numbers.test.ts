import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseInteger, parseNumber } from '../../../../src/core/frame/parse/parse-numbers.ts';

const test = suite('frame/parse-numbers');

function number(text: string): number {
  const bytes = Buffer.from(`7${text}7`);
  return parseNumber(bytes, 1, bytes.length - 1);
}

function integer(text: string): bigint | undefined {
  const bytes = Buffer.from(`7${text}7`);
  const values = new BigInt64Array(2);
  return parseInteger(bytes, 1, bytes.length - 1, new Int32Array(values.buffer), 1) ? values[1] : undefined;
}

test('numbers', () => {
  for (const text of [
    '0',
    '-0.5',
    '+5',
    '.5',
    '5.',
    '1e3',
    '1E-3',
    '007',
    '0.1',
    '123456789.123456789',
    '1e308',
    '4.9e-324',
    '-1.7976931348623157e308',
  ]) {
    assert.is(number(text), Number(text), text);
  }
  assert.ok(Object.is(number('-0'), -0));
});

test('what is no number', () => {
  for (const text of [
    '',
    '-',
    '+',
    '.',
    'e5',
    '1e',
    '1e+',
    '0x10',
    '1_000',
    '1,5',
    '1.2.3',
    '--1',
    '1 2',
    'inf',
    'Infinity',
    'NaN',
    '1e999',
    '١',
  ]) {
    assert.ok(Number.isNaN(number(text)), text);
  }
  assert.ok(Number.isNaN(number('1'.repeat(500))));
});

test('integers, up to 64 bits', () => {
  for (const text of [
    '0',
    '-1',
    '42',
    '007',
    '999999999999999',
    '-999999999999999',
    '9007199254740993',
    '9223372036854775807',
    '-9223372036854775808',
  ]) {
    assert.is(integer(text), BigInt(text), text);
  }
  assert.is(integer('+5'), 5n);
  assert.is(integer('+9007199254740993'), 9007199254740993n);
  assert.is(integer('12.0'), 12n);
  assert.is(integer('1e3'), 1000n);
});

test('what is no integer', () => {
  for (const text of ['', '-', '1.5', '9223372036854775808', '-9223372036854775809', '1e30', 'x', '0x1', 'NaN', '1'.repeat(500)]) {
    assert.is(integer(text), undefined, text);
  }
});

test('any float64 that is written reads back', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) =>
      assert.ok(Object.is(number(Object.is(value, -0) ? '-0' : String(value)), value)),
    ),
    { numRuns: 2000 },
  );
});

test('any decimal reads as the nearest float64', () => {
  const decimal = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.nat(17)).map(([digits, decimals]) => {
    const text = digits.toString().padStart(decimals + 1, '0');
    return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
  });
  fc.assert(
    fc.property(decimal, (text) => assert.is(number(text), Number(text))),
    { numRuns: 2000 },
  );
});

test('any 64-bit integer that is written reads back', () => {
  fc.assert(fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => assert.is(integer(value.toString()), value)));
});

test.run();
