import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type BadReference, interpolate } from '../../../src/core/config/interpolate.ts';

const test = suite('config/interpolate');

class Refused extends Error {
  readonly bad: BadReference;
  constructor(bad: BadReference) {
    super(bad.message);
    this.bad = bad;
  }
}

function refuse(bad: BadReference): never {
  throw new Refused(bad);
}

const fill = (document: unknown, env: Record<string, string | undefined> = {}) => interpolate(document, env, refuse).value;

function refusal(document: unknown, env: Record<string, string | undefined> = {}): BadReference {
  try {
    interpolate(document, env, refuse);
  } catch (error) {
    return (error as Refused).bad;
  }
  return assert.unreachable(`expected a refusal of ${JSON.stringify(document)}`) as never;
}

test('the three forms', () => {
  const env = { HOST: 'db', EMPTY: '' };
  assert.is(fill('${HOST}', env), 'db');
  assert.is(fill('${env:HOST}', env), 'db');
  assert.is(fill('pg://${HOST}:${PORT:-5432}/${env:HOST}', env), 'pg://db:5432/db');
  assert.is(fill('${NONE:-}', env), '');
  assert.is(fill('${env:NONE:-a:-b}', env), 'a:-b');
  assert.is(fill('${NONE:-$}', env), '$');
});

test('an empty variable counts as unset where there is a default', () => {
  assert.is(fill('[${E:-x}]', { E: '' }), '[x]');
  assert.is(fill('[${E}]', { E: '' }), '[]');
});

test('$$ stands for $; a $ without brace is text', () => {
  assert.is(fill('$$'), '$');
  assert.is(fill('$${HOST}', { HOST: 'x' }), '${HOST}');
  assert.is(fill('$$$${HOST}', { HOST: 'x' }), '$${HOST}');
  assert.is(fill('$$${HOST}', { HOST: 'x' }), '$x');
  assert.is(fill('^[A-Z]{3}$'), '^[A-Z]{3}$');
  assert.is(fill('$HOST 5$', { HOST: 'x' }), '$HOST 5$');
});

test('values are not read again', () => {
  assert.is(fill('${A}', { A: '${B} $$ $& $1', B: 'no' }), '${B} $$ $& $1');
  assert.is(fill('${A:-$&}'), '$&');
});

test('a missing variable is refused with what to do', () => {
  const bad = refusal({ a: [{ b: 'x ${NOPE}' }] }, { OTHER: 'x', NOPE: undefined });
  assert.equal(bad.path, ['a', 0, 'b']);
  assert.match(bad.message, /environment variable NOPE to be set, got nothing/);
  assert.match(bad.hint, /\$\{NOPE:-value\}/);
});

test('everything else that begins with ${ is refused, never passed on as text', () => {
  const env = { A: 'a', B: 'b' };
  for (const bad of [
    '${}',
    '${1A}',
    '${A-x}',
    '${A:x}',
    '${A:B}',
    '${file:A}',
    '${ A }',
    '${A',
    'x ${A.b} y',
    '${env:}',
    '${:-x}',
    '${A:-${B}}',
    '${ä}',
  ]) {
    assert.match(refusal(bad, env).message, /^expected \$\{NAME\} or \$\{NAME:-default\}, got "\$\{/, bad);
  }
});

test('names that every object inherits are not variables', () => {
  for (const name of ['toString', 'constructor', '__proto__']) assert.is(fill(`\${${name}:-x}`), 'x');
});

test('only text values change: keys, numbers and shape stay', () => {
  const document = { '${A}': 1, b: [true, null, 2.5, '${A}'], c: {} };
  assert.equal(fill(document, { A: 'x: {y: 1}' }), { '${A}': 1, b: [true, null, 2.5, 'x: {y: 1}'], c: {} });
  assert.equal(document.b[3], '${A}', 'the given document is left alone');
});

test('the paths with substituted text are listed once each', () => {
  const { substituted } = interpolate({ a: '${A}${A}', b: ['$$', 'x', '${B:-1}'] }, { A: '1' }, refuse);
  assert.equal(substituted, [['a'], ['b', 2]]);
});

test('property: escaping every $ gives any text back, whatever the environment', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('$', '{', '}', ':', '-', 'A', 'env:') })), (text) => {
      assert.is(fill(text.replaceAll('$', '$$$$'), { A: 'x', env: 'y' }), text);
    }),
    { seed: 1 },
  );
});

test('property: text is either filled completely or refused', () => {
  const unit = fc.constantFrom('$$', '${A}', '${N:-d}', 'x', '}', ':-');
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 8 }), (parts) => {
      const filled = new Map([
        ['$$', '$'],
        ['${A}', 'a'],
        ['${N:-d}', 'd'],
      ]);
      const expected = parts.map((part) => filled.get(part) ?? part).join('');
      assert.is(fill(parts.join(''), { A: 'a' }), expected);
    }),
    { seed: 1 },
  );
});

test.run();
