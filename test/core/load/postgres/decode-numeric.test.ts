import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NumericDecoder } from '../../../../src/core/load/postgres/decode-numeric.ts';

const test = suite('load/postgres/decode-numeric');

/** A decimal in the format of numeric_send(): groups of four digits around the point. */
function encode(decimal: string): Buffer {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  const left = whole.padStart(Math.ceil(whole.length / 4) * 4, '0');
  const groups = (left + fraction.padEnd(Math.ceil(fraction.length / 4) * 4, '0')).match(/.{4}/g)?.map(Number) ?? [];
  const first = groups.findIndex((group) => group > 0);
  const used = first === -1 ? [] : groups.slice(first, groups.findLastIndex((group) => group > 0) + 1);
  const bytes = Buffer.alloc(8 + 2 * used.length);
  bytes.writeInt16BE(used.length);
  bytes.writeInt16BE(used.length === 0 ? 0 : left.length / 4 - 1 - first, 2);
  bytes.writeUInt16BE(sign ? 0x4000 : 0, 4);
  for (const [index, group] of used.entries()) bytes.writeUInt16BE(group, 8 + 2 * index);
  return bytes;
}

function read(bytes: Buffer) {
  const decoder = new NumericDecoder();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const value = decoder.read(view, 0, bytes.length);
  return { value, rounded: decoder.rounded, tooLarge: decoder.tooLarge };
}

/** -1, 0 or 1: how the distance of the double from the decimal compares with half a unit of the decimal's last digit that is not 0. */
function compareDistance(value: number, decimal: string): number {
  const [whole, fraction = ''] = decimal.replace('-', '').split('.');
  const digits = `${whole}${fraction}`.replace(/0+$/, '');
  const scale = fraction.length - (whole.length + fraction.length - digits.length);
  const bits = new DataView(new Float64Array([Math.abs(value)]).buffer).getBigUint64(0, true);
  const exponent = Number(bits >> 52n);
  const mantissa = (bits & (2n ** 52n - 1n)) | (exponent > 0 ? 2n ** 52n : 0n);
  const power = Math.max(exponent, 1) - 1075;
  // Everything times 2 × 10^scale × 2^-power, so that it is whole.
  const [tens, twos] = [10n ** BigInt(Math.abs(scale)), 2n ** BigInt(Math.abs(power))];
  const double = 2n * mantissa * (scale > 0 ? tens : 1n) * (power > 0 ? twos : 1n);
  const exact = 2n * BigInt(digits || '0') * (scale < 0 ? tens : 1n) * (power < 0 ? twos : 1n);
  const half = (scale < 0 ? tens : 1n) * (power < 0 ? twos : 1n);
  const distance = double > exact ? double - exact : exact - double;
  return distance < half ? -1 : distance > half ? 1 : 0;
}

test('gives the nearest double, and counts what it does not give back', () => {
  const digit = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 9 }) }, fc.constantFrom(0, 9));
  const digits = (maxLength: number) => fc.array(digit, { maxLength }).map((list) => list.join(''));
  const decimals = fc.oneof(
    fc.tuple(digits(22), digits(26)),
    fc.tuple(fc.constant(''), fc.integer({ min: 0, max: 40 }), digits(36)).map(([whole, zeros, rest]) => [whole, '0'.repeat(zeros) + rest]),
    fc.tuple(digits(20), fc.integer({ min: 0, max: 40 })).map(([whole, zeros]) => [whole + '0'.repeat(zeros), '']),
    // Whole multiples of powers of 2, exact in a double, and what lies in the middle between two.
    fc.tuple(fc.bigInt({ min: 1n, max: 2n ** 54n }), fc.integer({ min: 0, max: 40 })).map(([n, shift]) => [String(n << BigInt(shift)), '']),
    // Doubles with more digits than they need.
    fc.tuple(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), fc.integer({ min: 10, max: 60 })).map(([x, n]) => x.toFixed(n).split('.')),
  );
  fc.assert(
    fc.property(decimals, fc.boolean(), ([whole, fraction], isNegative) => {
      const decimal = `${isNegative ? '-' : ''}${whole || '0'}${fraction ? `.${fraction}` : ''}`;
      const { value, rounded, tooLarge } = read(encode(decimal));
      const expected = Number(decimal);
      assert.is(value, expected === 0 && value === 0 ? value : expected, decimal);
      assert.is(tooLarge, 0);
      const distance = compareDistance(value, decimal);
      if (distance !== 0) assert.is(rounded, distance > 0 ? 1 : 0, decimal);
    }),
    { numRuns: 5000 },
  );
});

test('fifteen digits are never rounded, sixteen may be', () => {
  for (const decimal of ['999999999999999', '-0.000000000000001', '99999999999.9999', '0.1', '123456789012345000000000000', '0']) {
    assert.equal(read(encode(decimal)), { value: Number(decimal), rounded: 0, tooLarge: 0 }, decimal);
  }
  assert.is(read(encode('9007199254740992')).rounded, 0);
  assert.equal(read(encode('9007199254740993')), { value: 9007199254740992, rounded: 1, tooLarge: 0 });
  assert.is(read(encode('1152921504606846976')).rounded, 0, '2^60 is a double');
  assert.is(read(encode('0.33333333333333333333')).rounded, 1);
});

test('what no double can hold is infinite where it is large, and rounded to 0 where it is small', () => {
  const large = `1${'0'.repeat(400)}`;
  assert.equal(read(encode(large)), { value: Number.POSITIVE_INFINITY, rounded: 0, tooLarge: 1 });
  assert.equal(read(encode(`-${large}.5`)), { value: Number.NEGATIVE_INFINITY, rounded: 0, tooLarge: 1 });
  assert.equal(read(encode(`0.${'0'.repeat(400)}1`)), { value: 0, rounded: 1, tooLarge: 0 });
  assert.equal(read(encode(`0.${'0'.repeat(320)}1235`)), { value: 1.235e-321, rounded: 0, tooLarge: 0 });
  assert.equal(read(encode(`0.${'0'.repeat(320)}123456`)), { value: 1.235e-321, rounded: 1, tooLarge: 0 }, 'a double has few digits there');
  assert.is(read(encode('1797693134862315'.padEnd(309, '0'))).value, 1.797693134862315e308);
});

test('reads NaN and the infinities of PostgreSQL 14', () => {
  const special = (sign: number) => read(Buffer.from([0, 0, 0, 0, sign >> 8, 0, 0, 32]));
  assert.equal(special(0xc000), { value: Number.NaN, rounded: 0, tooLarge: 0 });
  assert.is(special(0xd000).value, Number.POSITIVE_INFINITY);
  assert.equal(special(0xf000), { value: Number.NEGATIVE_INFINITY, rounded: 0, tooLarge: 0 });
});

test('refuses bytes that are no numeric', () => {
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.alloc(6),
    Buffer.alloc(10),
    Buffer.from([0, 2, 0, 0, 0, 0, 0, 0, 0, 1]),
    Buffer.from([0xff, 0xff, 0, 0, 0, 0, 0, 0]),
    Buffer.from([0, 0, 0, 0, 0x12, 0, 0, 0]),
  ]) {
    assert.throws(() => read(bytes), /a numeric (of|with)/, bytes.toString('hex'));
  }
});

test.run();
