import { GUARDED_YAML } from './guarded-config.ts';
import type { Mutant } from './mutant.ts';

const LINES = GUARDED_YAML.trimEnd().split('\n');
const blank = ' '.repeat(2);

/**
 * Mutants of the text, line by line. Left out are edits that a reader of the file cannot tell from what was meant: a line
 * taken away or made a comment (also by joining it to one), two lines exchanged.
 */
export function* mutateText(): Generator<Mutant> {
  for (const [index, line] of LINES.entries()) {
    if (line.startsWith('#')) continue;
    for (const [operator, what, changed] of changesOf(line, LINES[index + 1])) {
      const joined = operator === JOINED ? 2 : 1;
      const yaml = [...LINES.slice(0, index), ...changed, ...LINES.slice(index + joined), ''].join('\n');
      if (yaml !== GUARDED_YAML) yield { operator, what: `line ${index + 1}${what && `: ${what}`}`, write: () => yaml };
    }
  }
  yield* mutateWhole();
}

const JOINED = 'two lines joined';

function* changesOf(line: string, next: string | undefined): Generator<[operator: string, what: string, lines: string[]]> {
  const [indent] = /^ */.exec(line) as RegExpExecArray;
  const text = line.slice(indent.length);
  for (const by of [1, 2, 3, 4]) {
    yield ['a line further in', `${by} blanks`, [' '.repeat(by) + line]];
    if (indent.length >= by) yield ['a line further out', `${by} blanks`, [line.slice(by)]];
  }
  yield ['a tab', 'before the line', [`\t${line}`]];
  yield ['a tab', 'for its blanks', ['\t'.repeat(Math.max(1, indent.length / 2)) + text]];
  yield ['a tab', 'after its blanks', [`${indent}\t${text}`]];
  yield ['a tab', 'after the first colon', [line.replace(/: ?/, ':\t')]];
  for (const [at, character] of [...line].entries()) {
    if (character !== ':' || /[0-9]/.test(line[at + 1] ?? '')) continue;
    yield ['a colon is missing', `column ${at + 1}`, [line.slice(0, at) + line.slice(at + 1)]];
    if (line[at + 1] === ' ') yield ['a colon without a blank', `column ${at + 1}`, [line.slice(0, at + 1) + line.slice(at + 2)]];
    yield ['another sign for a colon', `column ${at + 1}, =`, [`${line.slice(0, at)} =${line.slice(at + 1)}`]];
    yield ['another sign for a colon', `column ${at + 1}, full width`, [`${line.slice(0, at)}：${line.slice(at + 1)}`]];
  }
  for (const [at, character] of [...line].entries()) {
    if (!'{}[],\'"'.includes(character)) continue;
    yield ['a bracket, comma or quote is missing', `column ${at + 1}`, [line.slice(0, at) + line.slice(at + 1)]];
    yield ['a bracket, comma or quote twice', `column ${at + 1}`, [line.slice(0, at) + character + line.slice(at)]];
  }
  if (next !== undefined) {
    yield [JOINED, 'with a blank', [`${line} ${next.trimStart()}`]];
    yield [JOINED, 'without', [line + next.trimStart()]];
    yield [JOINED, 'with a comma', [`${line}, ${next.trimStart()}`]];
  }
  if (text.startsWith('- ')) {
    yield ['a dash is missing or another', 'missing', [`${indent}  ${text.slice(2)}`]];
    yield ['a dash is missing or another', 'two', [`${indent}- ${text}`]];
    yield ['a dash is missing or another', 'without a blank', [`${indent}-${text.slice(2)}`]];
    yield ['a dash is missing or another', 'a long one', [`${indent}– ${text.slice(2)}`]];
  }
  yield ['a line twice', '', [line, line]];
  yield* otherStyles(indent, text);
}

function* otherStyles(indent: string, text: string): Generator<[string, string, string[]]> {
  const [, start, value] = /^((?:- )?[a-z_]+: )([^{[>|'"].*)$/.exec(text) ?? [];
  if (start === undefined || value === undefined) return;
  const inner = indent + (start.startsWith('- ') ? '  ' : '') + blank;
  for (const style of ['|', '>', '|-', '>-', '|+']) yield ['a block scalar', style, [`${indent}${start}${style}`, inner + value]];
  yield ['an anchor', '', [`${indent}${start}&here ${value}`]];
  yield ['a byte order mark or other sign in the middle', 'before the key', [`${indent}\ufeff${start}${value}`]];
  for (const [what, sign] of Object.entries({
    'byte order mark': '\ufeff',
    'no-break space': '\u00a0',
    'form feed': '\f',
    'null byte': '\0',
    'next line': '\u0085',
  })) {
    yield ['a byte order mark or other sign in the middle', `${what} before the value`, [`${indent}${start}${sign}${value}`]];
    yield ['a byte order mark or other sign in the middle', `${what} after the value`, [`${indent}${start}${value}${sign}`]];
  }
  yield ['blanks and comments', 'after the line', [`${indent}${start}${value}   # as agreed`]];
  yield ['blanks and comments', 'no blank before the comment', [`${indent}${start}${value}#as agreed`]];
}

function* mutateWhole(): Generator<Mutant> {
  const operator = 'the whole file';
  const whole = (what: string, yaml: string): Mutant => ({ operator, what, write: () => yaml });
  yield whole('CRLF', GUARDED_YAML.replaceAll('\n', '\r\n'));
  yield whole('CR', GUARDED_YAML.replaceAll('\n', '\r'));
  yield whole('a byte order mark first', `\ufeff${GUARDED_YAML}`);
  yield whole('two byte order marks', `\ufeff\ufeff${GUARDED_YAML}`);
  yield whole('tabs for blanks', GUARDED_YAML.replaceAll('  ', '\t'));
  yield whole('twice', GUARDED_YAML + GUARDED_YAML);
  yield whole('two documents', `${GUARDED_YAML}---\n${GUARDED_YAML}`);
  yield whole('an end of document in it', GUARDED_YAML.replace('checks:', '...\nchecks:'));
  yield whole('a document mark in it', GUARDED_YAML.replace('checks:', '---\nchecks:'));
  yield whole('a YAML 1.1 directive', `%YAML 1.1\n---\n${GUARDED_YAML}`);
  yield whole('all further in', GUARDED_YAML.replaceAll(/^/gm, '  '));
  // Cut at every line: what a full disk or an editor that crashed leaves behind, as far as a required block is lost.
  for (let lines = 0; lines < LINES.indexOf('checks:'); lines++) {
    if (LINES.slice(0, lines).every((line) => !line.startsWith('source')))
      yield whole(`only ${lines} lines`, `${LINES.slice(0, lines).join('\n')}\n`);
  }
}
