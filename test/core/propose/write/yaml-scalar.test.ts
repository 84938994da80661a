import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { interpolate } from '../../../../src/core/config/interpolate.ts';
import { parseYaml } from '../../../../src/core/config/parse-yaml.ts';
import { writeComment, writeFlow, writeKey } from '../../../../src/core/propose/write/yaml-scalar.ts';
import { anyCharacter } from '../../../support/any-character.ts';

const test = suite('core/propose/write/yaml-scalar');

function readBack(yaml: string): unknown {
  const refuse = () => {
    throw new Error(`not to be read: ${yaml}`);
  };
  return interpolate(parseYaml(yaml, 'x.yaml').value, { HOME: '/elsewhere' }, refuse).value;
}

const text = fc
  .oneof(
    fc.string({ unit: anyCharacter }),
    fc.constantFrom(
      'yes',
      'null',
      '~',
      '1',
      '1e3',
      '0x1F',
      '',
      ' ',
      '-',
      '- a',
      'a: b',
      '#',
      'a #b',
      '$',
      '${HOME}',
      '$$',
      '&a',
      '*a',
      '!x',
      '%',
      '@',
      '`',
      '1d',
      '1e5',
      '2026-01-01',
      '\u2028',
      '\ufeff',
      '\u0085',
    ),
  )
  .filter((value) => !value.includes('\0'));

test('texts, numbers and lists read back as they were, variables and signs of YAML among them', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()), { minLength: 1 }), (values) => {
      const same = values.map((value) => (Object.is(value, -0) ? 0 : value));
      assert.equal(readBack(`a: ${writeFlow(values)}`), { a: same });
    }),
    { numRuns: 300 },
  );
});

test('keys read back as they were', () => {
  fc.assert(
    fc.property(
      text.filter((value) => value !== '__proto__'),
      (key) => {
        assert.equal(Object.keys(readBack(`${writeKey(key)}: 1`) as object), [key]);
      },
    ),
    { numRuns: 300 },
  );
});

test('a comment stays on its line, whatever it quotes', () => {
  fc.assert(
    fc.property(text, (value) => {
      assert.equal(readBack(`a: 1  ${writeComment(value)}\nb: 2`), { a: 1, b: 2 });
    }),
    { numRuns: 300 },
  );
});

test.run();
