import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { translatePattern } from '../../../src/core/check/translate-pattern.ts';
import { matchTexts } from '../../../src/core/frame/match-texts.ts';
import { loadPolars } from '../../../src/core/frame/polars.ts';

const test = suite('check/translate-pattern');
test.before(async () => {
  await loadPolars();
});

const TEXTS = [
  '',
  'a',
  'b',
  'ab',
  'aab',
  'a b',
  '-',
  'a-b',
  '&&',
  '[',
  ']',
  '~~',
  '--',
  '_',
  '0',
  '٣',
  'é',
  'É',
  '😀',
  '\n',
  'a\nb',
  '\u2028',
  '\ufeff',
  '\u0085',
];

/** Whole matches by JavaScript, and by the engine that the check uses. */
function compare(pattern: string, texts: readonly string[] = TEXTS): void {
  const javascript = new RegExp(`^(?:${pattern})$`, 'u');
  assert.equal(
    [...matchTexts(texts, `^(?:${translatePattern(pattern)})$`)],
    texts.map((text) => (javascript.test(text) ? 1 : 0)),
    `${pattern} as ${translatePattern(pattern)}`,
  );
}

test('what the two engines write or read in other ways', () => {
  const patterns = [
    '.',
    '..',
    '\\d',
    '\\D',
    '\\w+',
    '\\W',
    '\\s',
    '\\S',
    '\\bab\\b',
    'a\\b-\\bb',
    '[\\b]',
    '[\\d-]',
    '[^\\w\\s]',
    '[--a]',
    '[a-]',
    '[&&]',
  ];
  patterns.push(
    '[[]',
    '[\\]]',
    '[~~]+',
    '[^]',
    '[]',
    '[^\\W]',
    '\\p{L}',
    '\\P{L}',
    '[\\p{Lu}\\d]',
    '\\u{1F600}',
    '\\ud83d\\ude00',
    '[😀-😂]',
    '\\x61',
  );
  patterns.push(
    '\\u0061',
    '\\0',
    '\\cJ',
    '\\/|\\-'.slice(0, 2),
    '(?<name>a)b',
    '(?:a|)b',
    '()',
    'a{2}b',
    'a{1,}?b',
    'a{0,1}b',
    '^a$',
    'a #b',
    '\\^|\\$|\\.',
  );
  for (const pattern of patterns) compare(pattern);
});

test('property: any pattern means to Polars what it means to JavaScript', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    '-',
    '&',
    '~',
    ' ',
    'é',
    '😀',
    '.',
    '\\d',
    '\\w',
    '\\S',
    '\\b',
    '\\B',
    '\\n',
    '\\u{e9}',
    '[a-b]',
    '[^a]',
    '[&&a-]',
    '[^\\d_]',
    '\\p{L}',
  );
  const quantified = fc
    .tuple(atom, fc.constantFrom('', '', '?', '*', '+', '{2}', '{0,2}', '+?'))
    .map(([text, by]) => (/^\\b$/i.test(text) ? text : text + by));
  const sequence = fc.array(quantified, { maxLength: 4 }).map((parts) => parts.join(''));
  const pattern = fc.tuple(sequence, sequence, sequence, fc.constantFrom('', '?', '*')).map(([a, b, c, by]) => `${a}(${b}|${c})${by}`);
  const text = fc
    .array(fc.constantFrom('a', 'b', '-', '&', '~', ' ', 'é', '😀', '1', '_', '\n'), { maxLength: 6 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 8 }), (given, texts) => compare(given, texts)),
    { numRuns: 300, seed: 5 },
  );
});

test.run();
