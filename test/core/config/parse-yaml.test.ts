import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Path, parseYaml, readYaml } from '../../../src/core/config/parse-yaml.ts';
import { ConfigError } from '../../../src/core/errors.ts';

const test = suite('config/parse-yaml');

const NESTED = `version: 1
gate:
  quality: block
checks:
  - check: range
    min: 3
  - {check: pattern, column: origin}
key: [a, "b"]
'quoted key': x
`;

function place(source: string, path: Path): string {
  const { line, column } = parseYaml(source, 'c.yaml').locate(path);
  return `${line}:${column}`;
}

function refusal(source: string): ConfigError {
  try {
    parseYaml(source, 'c.yaml');
  } catch (error) {
    assert.instance(error, ConfigError);
    return error as ConfigError;
  }
  return assert.unreachable('expected a ConfigError') as never;
}

test('a key is where it begins, an item where its value begins', () => {
  assert.is(place(NESTED, ['version']), '1:1');
  assert.is(place(NESTED, ['gate', 'quality']), '3:3');
  assert.is(place(NESTED, ['checks', 0]), '5:5');
  assert.is(place(NESTED, ['checks', 0, 'min']), '6:5');
  assert.is(place(NESTED, ['checks', 1]), '7:5');
  assert.is(place(NESTED, ['checks', 1, 'column']), '7:22');
  assert.is(place(NESTED, ['key', 0]), '8:7');
  assert.is(place(NESTED, ['key', 1]), '8:10');
  assert.is(place(NESTED, ['quoted key']), '9:1');
});

test('what stands nowhere is at its nearest ancestor', () => {
  assert.is(place(NESTED, ['gate', 'drift']), '2:1');
  assert.is(place(NESTED, ['checks', 0, 'column', 'x', 3]), '5:5');
  assert.is(place(NESTED, ['fallback']), '1:1');
  assert.is(place('a: 1\nlist:\n  -\n  - 2\n', ['list', 0]), '2:1');
  assert.is(place('# comment\n\na:\n', ['a']), '3:1');
});

test('aliases are where they are used; what lies in them is at the alias', () => {
  const source = 'base: &one\n  min: 3\nchecks:\n  - *one\nother: *one\n';
  assert.equal(parseYaml(source, 'c.yaml').value, { base: { min: 3 }, checks: [{ min: 3 }], other: { min: 3 } });
  assert.is(place(source, ['checks', 0]), '4:5');
  assert.is(place(source, ['checks', 0, 'min']), '4:5');
  assert.is(place(source, ['other', 'min']), '5:1');
  assert.is(place(source, ['base', 'min']), '2:3');
});

test('a byte order mark, CRLF and characters beyond ASCII do not move places', () => {
  const crlf = NESTED.replaceAll('\n', '\r\n');
  for (const source of [`\uFEFF${NESTED}`, crlf, `\uFEFF${crlf}`]) {
    assert.is(place(source, ['version']), '1:1');
    assert.is(place(source, ['checks', 0, 'min']), '6:5');
    assert.equal(parseYaml(source, 'c.yaml').value, parseYaml(NESTED, 'c.yaml').value);
  }
  assert.is(place('é: {ü: 1, b: 2}\n', ['é', 'b']), '1:11');
});

test('only scalars without quotes are plain, also through an alias', () => {
  const { isPlain } = parseYaml('a: 1\nb: "1"\nc: \'1\'\nd: |\n  1\ne: [1, "1"]\nf: &x 1\ng: *x\nh: &y "1"\ni: *y\n', 'c.yaml');
  const plain = ['a', 'b', 'c', 'd', 'f', 'g', 'h', 'i'].filter((key) => isPlain([key]));
  assert.equal(plain, ['a', 'f', 'g']);
  assert.ok(isPlain(['e', 0]));
  assert.not(isPlain(['e', 1]));
  assert.not(isPlain(['e']));
  assert.not(isPlain(['none']));
});

test('YAML 1.2: dates, yes and no are text, << is a key like others', () => {
  const { value } = parseYaml('a: 2001-06-30\nb: yes\nc: 0o17\nd: &x {k: 1}\ne: {<<: *x}\n', 'c.yaml');
  assert.equal(value, { a: '2001-06-30', b: 'yes', c: 15, d: { k: 1 }, e: { '<<': { k: 1 } } });
});

test('a syntax error names file, line and column', () => {
  const duplicate = refusal('gate: {}\na: 1\ngate: {}\n');
  assert.match(duplicate.message, /^c\.yaml:3:1 not valid YAML: duplicated mapping key/);
  assert.is(duplicate.code, 'OADS_CONFIG_SYNTAX');
  assert.is(duplicate.exitCode, 2);
  assert.match(refusal('gate:\n\tquality: block\n').message, /^c\.yaml:2:1 not valid YAML: tab/);
  assert.match(refusal('a: {b: 1\n').message, /^c\.yaml:\d+:\d+ not valid YAML/);
  assert.match(refusal('a: *nowhere\n').message, /^c\.yaml:1:\d+ not valid YAML/);
  assert.match(refusal('a: !!js/function x\n').message, /^c\.yaml:1:\d+ not valid YAML/);
});

test('exactly one document', () => {
  for (const empty of ['', '\n\n', '# only a comment\n', '\uFEFF'])
    assert.match(refusal(empty).message, /expected one YAML document, got an empty file/);
  assert.match(refusal('a: 1\n---\nb: 2\n---\nc: 3\n').message, /expected one YAML document, got 3/);
  assert.equal(parseYaml('---\na: 1\n...\n', 'c.yaml').value, { a: 1 });
});

test('depth, aliases and length are bounded', () => {
  assert.instance(refusal(`${'['.repeat(60)}${']'.repeat(60)}`), ConfigError);
  assert.instance(refusal(`a: &a 1\nb: [${'*a, '.repeat(200)}]\n`), ConfigError);
  assert.match(refusal(`a: ${'x'.repeat(1_000_001)}`).message, /expected at most 1000000 characters/);
});

test('keys cannot reach a prototype', () => {
  const { value, locate } = parseYaml('a: 1\n__proto__: {polluted: true}\n', 'c.yaml');
  assert.is(({} as { polluted?: boolean }).polluted, undefined);
  assert.equal(Object.keys(value as object), ['a', '__proto__']);
  assert.equal(locate(['__proto__', 'polluted']), { line: 2, column: 13 });
});

test('a file that cannot be read says why', () => {
  const dir = mkdtempSync(join(tmpdir(), 'oads-yaml-'));
  try {
    for (const [file, why] of [
      [join(dir, 'none.yaml'), /no such file/],
      [dir, /it is a directory/],
    ] as const) {
      assert.throws(
        () => readYaml(file),
        (error: unknown) =>
          error instanceof ConfigError && error.code === 'OADS_CONFIG_UNREADABLE' && why.test(error.message) && Boolean(error.hint),
      );
    }
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('a value that holds itself is refused where it does', () => {
  for (const [source, at] of [
    ['a: &x [1, *x]\n', 'c.yaml:1:11'],
    ['a: 1\nb: &x\n  c: &y {d: *x}\n', 'c.yaml:3:10'],
  ]) {
    const error = refusal(source);
    assert.is(error.code, 'OADS_CONFIG_SYNTAX');
    assert.ok(error.message.startsWith(`${at} expected values that end, got an alias of a value within that value`), error.message);
  }
});

test('aliases that multiply are refused before anything walks them', () => {
  const levels = Array.from(
    { length: 9 },
    (_, level) =>
      `l${level}: &l${level} [${Array(10)
        .fill(level ? `*l${level - 1}` : '1')
        .join(', ')}]`,
  );
  const error = refusal(levels.join('\n'));
  assert.match(error.message, /^c\.yaml:\d+:\d+ expected at most 100000 values once aliases are filled in, got more$/);
});

test('aliases that nest too deeply are refused', () => {
  const deep = (level: number) => `${'['.repeat(40)}${level ? `*l${level - 1}` : '1'}${']'.repeat(40)}`;
  const levels = Array.from({ length: 20 }, (_, level) => `l${level}: &l${level} ${deep(level)}`);
  assert.match(refusal(levels.join('\n')).message, /expected values nested at most 100 levels deep once aliases are filled in, got more$/);
});

test('the same value in many places is no cycle', () => {
  assert.equal(parseYaml('a: &x {b: 1}\nc: [*x, *x]\nd: *x\n', 'c.yaml').value, { a: { b: 1 }, c: [{ b: 1 }, { b: 1 }], d: { b: 1 } });
});

test('another encoding is refused at its line, before a name in it becomes another', () => {
  const dir = mkdtempSync(join(tmpdir(), 'oads-yaml-'));
  try {
    const file = join(dir, 'c.yaml');
    writeFileSync(file, Buffer.from('version: 1\nkey: [caf\xe9]\n', 'latin1'));
    assert.throws(() => readYaml(file), /c\.yaml:2:1 expected UTF-8, got bytes of another encoding$/);
    writeFileSync(file, Buffer.from('\ufeffkey: x\n', 'utf16le'));
    assert.throws(() => readYaml(file), /c\.yaml:\d+:\d+ expected UTF-8/);
    writeFileSync(file, 'key: [café]\n');
    assert.equal(readYaml(file).value, { key: ['café'] });
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('no document, and two, have a place', () => {
  assert.match(refusal('# nothing\n').message, /^c\.yaml:1:1 expected one YAML document, got an empty file$/);
  assert.match(refusal('a: 1\n---\nb: 2\n').message, /^c\.yaml:3:1 expected one YAML document, got 2$/);
  assert.match(refusal('a: 1\n---\n').message, /^c\.yaml:1:1 expected one YAML document, got 2$/);
});

test('below an alias a value is as plain as where its anchor is', () => {
  const { isPlain, value } = parseYaml('a: &l {x: S, y: "q", z: &m [1, "2"]}\nb: *l\nc: [*l, *m]\n', 'f.yaml');
  assert.equal((value as { b: unknown }).b, (value as { a: unknown }).a);
  for (const at of [['a'], ['b'], ['c', 0]])
    assert.equal(
      [['x'], ['y'], ['z'], ['z', 0], ['z', 1]].map((below) => isPlain([...at, ...below])),
      [true, false, false, true, false],
      at.join(),
    );
  assert.equal([isPlain(['c', 1, 0]), isPlain(['c', 1, 1]), isPlain(['b'])], [true, false, false]);
});

test.run();
