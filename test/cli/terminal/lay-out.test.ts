import fc from 'fast-check';
import stringWidth from 'string-width';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cut, paint, toGlyphs, widthOf, wrap } from '../../../src/cli/terminal/glyphs.ts';
import { type Column, layOutLine, layOutPairs, layOutTable } from '../../../src/cli/terminal/lay-out.ts';
import { PAPER, type Screen } from '../../../src/cli/terminal/screen.ts';

const test = suite('cli/terminal/lay-out');

const screen = (columns: number, colour = false): Screen => ({ ...PAPER, columns, colour });
/** Latin, CJK, emoji of several code points, combining marks, right-to-left, controls. */
const text = fc
  .array(
    fc.constantFrom(
      'a',
      'word',
      ' ',
      '漢字',
      'é',
      'e\u0301',
      '👩‍👩‍👧',
      '🇩🇪',
      '≥',
      'ﷺ',
      'שלום',
      '\u001b[31m',
      '\n',
      '\u202e',
      '…',
      'https://x/y',
    ),
    {
      maxLength: 30,
    },
  )
  .map((parts) => parts.join(''));
const columns = fc.integer({ min: 20, max: 120 });
const TABLE: readonly Column[] = [
  { name: 'verdict', keep: true },
  { name: 'id', keep: true },
  { name: 'seen' },
  { name: 'more', drop: 1, align: 'right' },
];

test('nothing is wider than the screen, whatever the text', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(text, text, text, text), { minLength: 1, maxLength: 5 }),
      columns,
      fc.boolean(),
      (rows, width, colour) => {
        const on = screen(width, colour);
        const lines = [
          ...layOutTable(rows, TABLE, on),
          ...layOutTable(rows, TABLE, on, { head: true }),
          ...rows.flatMap(([first, second]) => layOutLine([first, { text: second, style: 'bad' }], on, 4)),
          ...layOutPairs(
            rows.map(([, value]) => ['label', value] as const),
            on,
          ),
        ];
        for (const line of lines) assert.ok(stringWidth(line) <= width, `${stringWidth(line)} > ${width}: ${JSON.stringify(line)}`);
      },
    ),
  );
});

test('wrapping loses nothing but spaces, and breaks no character', () => {
  fc.assert(
    fc.property(text, columns, (given, width) => {
      const glyphs = toGlyphs(given, PAPER);
      const lines = wrap(glyphs, width, 2).map((line) => paint(line, PAPER));
      assert.is(lines.join('').replaceAll(' ', ''), paint(glyphs, PAPER).replaceAll(' ', ''));
    }),
  );
});

test('cutting keeps the beginning and says that something is missing', () => {
  fc.assert(
    fc.property(text, columns, (given, width) => {
      const glyphs = toGlyphs(given, PAPER);
      const kept = paint(cut(glyphs, width), PAPER);
      if (widthOf(glyphs) <= width) return assert.is(kept, paint(glyphs, PAPER));
      assert.ok(kept.endsWith('…'));
      assert.ok(paint(glyphs, PAPER).startsWith(kept.slice(0, -1)));
    }),
  );
});

test('what is taken for one column a character is, by the library that knows', () => {
  const simple = /[\x21-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2026\u2200-\u22ff]/;
  const all = Array.from({ length: 0x2300 }, (_, code) => String.fromCharCode(code)).filter((char) => simple.test(char));
  assert.ok(all.length > 1000);
  assert.is(stringWidth(all.join('')), all.length, 'none joins another');
  assert.equal(
    all.filter((char) => stringWidth(char) !== 1),
    [],
  );
  assert.is(widthOf(toGlyphs(all.join(''), PAPER)), all.length);
});

test('on paper everything stands in full, in columns', () => {
  const rows = [
    ['PASS', 'a', '漢字', '1'],
    ['FAIL', 'long-id', 'x', '1,000'],
  ];
  assert.equal(layOutTable(rows, TABLE, PAPER), ['PASS  a        漢字      1', 'FAIL  long-id  x     1,000']);
});

test('a narrow table drops what may go and says so, then cuts, then gives each row some lines; never the verdict or the id', () => {
  const rows = [['FAIL', 'check-of-something', 'seen this and that and more', 'something else']];
  assert.equal(layOutTable(rows, TABLE, screen(60)), ['FAIL  check-of-something  seen this and tha…  something else']);
  assert.equal(layOutTable(rows, TABLE, screen(50)), ['FAIL  check-of-something  seen this and that and…', 'too narrow for: more']);
  assert.equal(layOutTable(rows, TABLE, screen(30)), ['FAIL  check-of-something', '  seen this and that and more', '  something else']);
  assert.equal(layOutTable(rows, TABLE, screen(20)).join('').replaceAll(/\s/g, ''), rows[0].join('').replaceAll(/\s/g, ''));
});

test('colour is for the styled part alone, and ends with it', () => {
  const line = layOutLine(['quality ', { text: 'fail', style: 'bad' }, ': 1'], { ...PAPER, colour: true });
  assert.equal(line, ['quality \u001b[31mfail\u001b[39m: 1']);
  const [first, second] = layOutLine([{ text: 'dim words that go on', style: 'dim' }], screen(20, true).columns ? screen(20, true) : PAPER);
  assert.is(first + second, '\u001b[2mdim words that go on\u001b[22mundefined');
});

test('a secret is hidden before its line is cut or broken', () => {
  const hiding: Screen = { columns: 20, colour: true, redact: (given) => given.replaceAll('secret-token', '*****') };
  const lines = [
    ...layOutLine('the token is secret-token', hiding),
    ...layOutTable([['FAIL', 'id', 'has secret-token', '']], TABLE, hiding),
  ];
  assert.not.match(lines.join('\n'), /secret|token$/m);
  assert.match(lines.join('\n'), /\*{5}/);
});

test.run();
