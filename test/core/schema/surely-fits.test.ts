import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import Type from 'typebox';
import { Compile } from 'typebox/schema';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { surelyFits } from '../../../src/core/schema/surely-fits.ts';
import { publishedSchemas } from '../../../src/schemas.ts';
import { root } from '../../support/cli.ts';

const test = suite('schema/surely-fits');
const schemas = publishedSchemas();

interface Node {
  readonly type?: unknown;
  readonly const?: unknown;
  readonly anyOf?: readonly Node[];
  readonly items?: Node | readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly patternProperties?: Readonly<Record<string, Node>>;
}

const STRANGE: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  ...[undefined, null, Number.NaN, Infinity, -1, 0.5, 1e300, '', 'x', '\u{1F469}\u200D\u{1F467}', true, [], [1], {}, { x: 1 }, 1n],
  ...[new Date(0), Object.create(null), Object.create({ a: 1 }), new Map(), () => 1, Symbol('x')],
);

/** Values that fit, but for what `spoil` does to one place of some. */
function near(schema: Node): fc.Arbitrary<unknown> {
  const change = fc.oneof({ weight: 2, arbitrary: STRANGE }, fc.constantFrom('less', 'more', 'gone', 'added'));
  return fc
    .tuple(fitting(schema, 0), fc.boolean(), fc.nat(), change)
    .map(([value, isSpoilt, at, how]) => (isSpoilt ? spoil(value, at, how) : value));
}

function fitting(node: Node, depth: number): fc.Arbitrary<unknown> {
  const within = (inner: Node) => fitting(inner, depth + 1);
  if (depth > 12) return fc.constant(null);
  if (node.anyOf) return fc.oneof(...node.anyOf.map(within));
  if ('const' in node) return fc.constant(node.const);
  if (Array.isArray(node.items)) return fc.tuple(...node.items.map(within));
  const kind = Array.isArray(node.type) ? node.type[0] : node.type;
  const { minimum = -5, maximum = minimum + 10 } = node;
  if (kind === 'array') return fc.array(within((node.items ?? {}) as Node), { minLength: 1, maxLength: 3 });
  if (kind === 'object') return objectOf(node, within);
  if (kind === 'string')
    return node.pattern ? fc.stringMatching(new RegExp(node.pattern, 'u')) : fc.string({ minLength: node.minLength ?? 0 });
  if (kind === 'integer') return fc.integer({ min: Math.ceil(minimum), max: Math.max(minimum, Math.min(maximum, minimum + 10)) });
  if (kind === 'number') return fc.double({ min: minimum, max: maximum, noNaN: true });
  if (kind === 'boolean') return fc.boolean();
  return kind === 'null' ? fc.constant(null) : STRANGE;
}

function objectOf({ properties = {}, required = [], patternProperties = {} }: Node, within: (inner: Node) => fc.Arbitrary<unknown>) {
  const known = Object.fromEntries(Object.entries(properties).map(([key, node]) => [key, within(node)]));
  const [named] = Object.values(patternProperties);
  const more = named ? fc.dictionary(fc.constantFrom('a', 'b c', ''), within(named), { maxKeys: 2 }) : fc.constant({});
  const parts = fc.tuple(fc.record(known, { requiredKeys: [...required] as never[] }), more);
  return parts.map(([own, others]) => ({ ...own, ...others }) as unknown);
}

type Holder = Record<string | number, unknown>;

/** One place of the value made another; which, and how, is drawn. */
function spoil(value: unknown, draw: number, how: unknown): unknown {
  const whole: Holder = { value };
  const places: { holder: Holder; key: string | number }[] = [];
  const visit = (holder: Holder) => {
    for (const key of Object.keys(holder)) {
      places.push({ holder, key });
      if (typeof holder[key] === 'object' && holder[key] !== null) visit(holder[key] as Holder);
    }
  };
  visit(whole);
  const { holder, key } = places[draw % places.length];
  const own = holder[key];
  if (how === 'gone' && Array.isArray(own)) own.length = 0;
  else if (how === 'gone' && holder !== whole) delete holder[key];
  else if (how === 'added' && Array.isArray(own)) own.push(...Array<unknown>(9).fill(own[0]));
  else if (how === 'added' && typeof own === 'object' && own !== null)
    Object.assign(own, draw % 2 === 0 ? { stray: 1 } : { constructor: 1 });
  else if (how === 'less') holder[key] = typeof own === 'number' ? -1 - Math.abs(own) : '';
  else if (how === 'more') holder[key] = typeof own === 'number' ? 1e6 + own : `${String(own)} `.repeat(300);
  else holder[key] = how;
  return whole.value;
}

test('what surely fits is what the validator takes, for every published schema', () => {
  let sure = 0;
  let valid = 0;
  for (const [file, schema] of Object.entries(schemas)) {
    const validator = Compile(schema as never);
    fc.assert(
      fc.property(near(schema as Node), (value) => {
        const fits = surelyFits(schema, value);
        const isValid = validator.Check(value as never);
        if (fits) assert.ok(isValid, `${file} ${JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? `${item}n` : item))}`);
        sure += fits ? 1 : 0;
        valid += isValid ? 1 : 0;
      }),
      { numRuns: 25, seed: 7 },
    );
  }
  assert.ok(sure > 100 && sure >= 0.95 * valid, `${sure} of ${valid} that are valid`);
});

test('the files of a bundle are sure', () => {
  const read = (name: string) => JSON.parse(readFileSync(path.join(root, 'demo', 'model', name), 'utf8')) as unknown;
  assert.ok(surelyFits(schemas['docs/schemas/bundle.schema.json'], read('bundle.json')));
  assert.ok(surelyFits(schemas['docs/schemas/reference.schema.json'], read('reference.json')));
});

test('each keyword refuses', () => {
  for (const [schema, fitting, other] of [
    [Type.String(), 'a', 1],
    [Type.Literal('a'), 'a', 'b'],
    [{ enum: ['a', 1] }, 1, 2],
    [Type.Union([Type.Null(), Type.Boolean()]), null, 0],
    [Type.Number({ minimum: 1 }), 1, 0.5],
    [Type.Integer({ maximum: 1 }), 1, 2],
    [Type.Number({ exclusiveMinimum: 1 }), 2, 1],
    [Type.Number({ exclusiveMaximum: 1 }), 0, 1],
    [Type.String({ pattern: '^a+$' }), 'aa', 'ab'],
    [Type.String({ minLength: 1 }), '\u{1F469}', ''],
    [Type.String({ minLength: 2 }), 'ab', 'e\u0301'],
    [Type.String({ maxLength: 1 }), 'a', 'ab'],
    [Type.Array(Type.Number()), [1], [1, 'a']],
    [Type.Tuple([Type.Number()]), [1], [1, 2]],
    [Type.Array(Type.Number(), { minItems: 1 }), [1], []],
    [Type.Array(Type.Number(), { maxItems: 1 }), [1], [1, 2]],
    [Type.Object({ a: Type.Number() }), { a: 1 }, {}],
    [Type.Object({ a: Type.Optional(Type.Number()) }), { a: undefined }, { a: 'x' }],
    [Type.Object({}, { additionalProperties: false }), {}, { a: 1 }],
    [Type.Object({}, { additionalProperties: Type.Number() }), { a: 1 }, { a: '1' }],
    [Type.Record(Type.String(), Type.Number()), { a: 1 }, { a: '1' }],
    [Type.Object({}, { minProperties: 1 }), { a: 1 }, {}],
  ]) {
    assert.ok(surelyFits(schema, fitting), JSON.stringify([schema, fitting]));
    assert.not(surelyFits(schema, other), JSON.stringify([schema, other]));
  }
});

test('what it does not know, or what is large, is left to the validator', () => {
  for (const [schema, value] of [
    [{ type: 'number', multipleOf: 2 }, 4],
    [{ type: 'string', format: 'date' }, '2026-01-01'],
    [{ $ref: '#' }, 1],
    [Type.Refine(Type.String(), (text) => text === 'x'), 'x'],
    [Type.Number({ minimum: '1' as never }), 4],
    [{ type: 'object' }, new Date()],
    [{ type: 'object', properties: { toString: { type: 'number' } } }, {}],
    [Type.Array(Type.Number()), Array.from({ length: 6000 }, Number)],
  ]) {
    assert.not(surelyFits(schema, value), JSON.stringify(schema));
  }
});

test('what a list leaves out does not fit', () => {
  const holes = new Array<unknown>(2);
  assert.not(surelyFits(Type.Array(Type.Integer()), holes));
  assert.not(surelyFits(Type.Tuple([Type.Integer(), Type.Integer()]), holes));
  assert.ok(surelyFits(Type.Tuple([Type.Integer(), Type.Integer()]), [1, 2]));
});

test.run();
