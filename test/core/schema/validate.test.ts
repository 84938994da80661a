import Type, { type TSchema } from 'typebox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeValue, findViolations, isValid } from '../../../src/core/schema/validate.ts';

const test = suite('schema/validate');
const closed = { additionalProperties: false };

/** Each violation as `path | expected | got`. */
function report(schema: TSchema, value: unknown): string[] {
  const violations = findViolations(schema, value);
  assert.equal(findViolations(schema, value, { isForOnce: true }), violations, 'walked as compiled');
  return violations.map(({ path, expected, got }) => `${path.join('.')} | ${expected} | ${got}`);
}

test('a valid value has no violations', () => {
  const schema = Type.Object({ a: Type.Number(), b: Type.Optional(Type.Array(Type.String())) }, closed);
  for (const value of [{ a: 1 }, { a: -0.5, b: [] }, { a: 0, b: ['x'] }]) {
    assert.equal(findViolations(schema, value), []);
    assert.ok(isValid(schema, value));
  }
  assert.not(isValid(schema, { a: '1' }));
});

test('many things that do not fit are all found: an object with many unknown keys is not valid', () => {
  const schema = Type.Object({ a: Type.Optional(Type.Number()) }, closed);
  for (const count of [1, 7, 8, 9, 200]) {
    const value = Object.fromEntries(Array.from({ length: count }, (_, index) => [`key_${index}`, 1]));
    const violations = findViolations(schema, value);
    assert.is(violations.length, count);
    assert.ok(violations.every(({ kind }) => kind === 'unknown-key'));
  }
  // So many that not all are looked for.
  assert.ok(findViolations(schema, Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`key_${index}`, 1]))).length > 0);
});

test('says what was expected and what was got', () => {
  const schema = Type.Object({
    n: Type.Number({ minimum: 0 }),
    i: Type.Integer({ minimum: 1, maximum: 9 }),
    x: Type.Number({ exclusiveMinimum: 0 }),
    s: Type.String({ minLength: 1 }),
    p: Type.String({ pattern: '^[0-9]+d$', description: 'a duration such as 7d' }),
    q: Type.String({ pattern: '^a+$' }),
    b: Type.Boolean(),
    l: Type.Array(Type.Number(), { minItems: 1 }),
  });
  const sound = { n: 1, i: 1, x: 1, s: 'a', p: '7d', q: 'a', b: true, l: [1] };
  const one = (change: object) => report(schema, { ...sound, ...change });
  assert.equal(one({}), []);
  assert.equal(one({ n: -1 }), ['n | number >= 0 | -1']);
  assert.equal(one({ n: NaN }), ['n | number >= 0 | NaN']);
  assert.equal(one({ i: 10 }), ['i | integer >= 1 and <= 9 | 10']);
  assert.equal(one({ x: 0 }), ['x | number > 0 | 0']);
  assert.equal(one({ s: '' }), ['s | string that is not empty | ""']);
  assert.equal(one({ p: '7' }), ['p | a duration such as 7d | "7"']);
  assert.equal(one({ q: 'b' }), ['q | string matching ^a+$ | "b"']);
  assert.equal(one({ b: 'yes' }), ['b | boolean | "yes"']);
  assert.equal(one({ l: [] }), ['l | array with at least 1 item | []']);
});

test('one violation a place, however many rules it breaks', () => {
  assert.equal(report(Type.Object({ a: Type.Integer({ minimum: 3 }) }), { a: 1.5 }), ['a | integer >= 3 | 1.5']);
  assert.equal(report(Type.Object({ a: Type.Literal(1) }), { a: '1' }), ['a | 1 | "1"']);
});

test('an unknown key is named with the keys there are, and with the nearest one if it is near', () => {
  const schema = Type.Object({ quality: Type.Optional(Type.String()), drift: Type.Optional(Type.String()) }, closed);
  assert.equal(report(schema, { qualiti: 'x' }), [
    'qualiti | one of the keys quality, drift | unknown key "qualiti" (did you mean "quality"?)',
  ]);
  assert.equal(report(schema, { colour: 'x' }), ['colour | one of the keys quality, drift | unknown key "colour"']);
  assert.is(findViolations(schema, { a: 1, b: 2 }).length, 2);
  assert.is(findViolations(schema, { a: 1 })[0].kind, 'unknown-key');
  assert.equal(report(Type.Object({}, closed), { a: 1 }), ['a | no such key | unknown key "a"']);
});

test('missing keys are named one by one, at their object', () => {
  const schema = Type.Object({ a: Type.Object({ b: Type.Number(), c: Type.Number() }) });
  assert.equal(report(schema, { a: {} }), ['a | key "b" | nothing', 'a | key "c" | nothing']);
  assert.equal(
    findViolations(schema, {}).map(({ kind, path }) => ({ kind, path })),
    [{ kind: 'missing-key', path: [] }],
  );
});

test('a union of literals is one place that lists them', () => {
  const schema = Type.Object({ gate: Type.Union([Type.Literal('block'), Type.Literal('warn')]) });
  assert.equal(report(schema, { gate: 'no' }), ['gate | one of "block", "warn" | "no"']);
  assert.equal(report(schema, { gate: 1 }), ['gate | one of "block", "warn" | 1']);
});

test('a union of types names each once', () => {
  const bound = Type.Union([Type.Number(), Type.String()]);
  assert.equal(report(Type.Object({ min: bound }), { min: true }), ['min | number or string | true']);
  assert.equal(report(Type.Union([Type.Number({ minimum: 1 }), Type.Null()]), 0), [' | number >= 1 or null | 0']);
});

test('what is inside a union is reported at the union', () => {
  const schema = Type.Object({ a: Type.Union([Type.Object({ b: Type.Number() }, closed), Type.Null()]) });
  assert.equal(report(schema, { a: { b: 'x', c: 1 } }), ['a | object or null | {"b":"x","c":1}']);
});

test('paths lead through arrays, tuples, records and keys with slashes', () => {
  const cases: [TSchema, unknown, string][] = [
    [Type.Array(Type.Array(Type.Number())), [[1], [2, 'x']], '1.1 | number | "x"'],
    [
      Type.Tuple([Type.Number(), Type.Object({ min: Type.Integer({ minimum: 0 }) }, closed)]),
      [1, { min: 'many' }],
      '1.min | integer >= 0 | "many"',
    ],
    [
      Type.Tuple([Type.Object({ min: Type.Number() }, closed)]),
      [{ min: 1, mim: 2 }],
      '0.mim | one of the keys min | unknown key "mim" (did you mean "min"?)',
    ],
    [Type.Record(Type.String(), Type.Object({ type: Type.String() })), { col: { type: 1 } }, 'col.type | string | 1'],
    [Type.Object({ 'a/b~c': Type.Number() }), { 'a/b~c': 'x' }, 'a/b~c | number | "x"'],
  ];
  for (const [schema, value, expected] of cases) assert.equal(report(schema, value), [expected]);
  assert.equal(findViolations(Type.Array(Type.Number()), ['x'])[0].path, [0]);
  assert.equal(findViolations(Type.Object({ 0: Type.Number() }), { 0: 'x' })[0].path, ['0']);
});

test('keys that every object inherits are keys like others', () => {
  const schema = Type.Object({ a: Type.Optional(Type.Number()) }, closed);
  for (const key of ['constructor', 'toString', '__proto__']) {
    const value = JSON.parse(`{"${key}": 1}`);
    assert.equal(
      findViolations(schema, value).map(({ path }) => path),
      [[key]],
      key,
    );
  }
});

test('values are shown as JSON, cut to a readable length', () => {
  assert.is(describeValue(undefined), 'nothing');
  assert.is(describeValue(null), 'null');
  assert.is(describeValue(Number.POSITIVE_INFINITY), 'Infinity');
  assert.is(describeValue(10n), '"10"');
  const long = describeValue('x'.repeat(500));
  assert.is(long.length, 80);
  assert.ok(long.endsWith('...'));
});

test.run();
