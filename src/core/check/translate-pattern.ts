import { messageOf, UsageError } from '../errors.ts';

const ANY = '(?s:.)';
const NONE = '[^\\x{0}-\\x{10FFFF}]';
const ESCAPED_SETS: Readonly<Record<string, string>> = {
  d: '[0-9]',
  D: '[^0-9]',
  w: '[0-9A-Za-z_]',
  W: '[^0-9A-Za-z_]',
  s: '[\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}]',
  S: '[^\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}]',
};
const CONTROLS: Readonly<Record<string, number>> = { f: 12, n: 10, r: 13, t: 9, v: 11, 0: 0 };
const HINT = 'docs/checks.md says what a pattern may hold; `expression` can say more';

/**
 * A JavaScript regular expression (flag u) in the syntax of Rust's regex, which takes time linear in the text whatever the
 * pattern: JavaScript's own engine would try `(a+)+$` for years, and nothing could stop it. What only backtracking can
 * do (look-around, back references) is refused. The meaning is JavaScript's: `\d`, `\w` and `\b` are ASCII, `.` ends at any line.
 */
export function translatePattern(pattern: string): string {
  try {
    new RegExp(pattern, 'u');
  } catch (cause) {
    throw new UsageError('OADS_CHECK_OPTIONS', `expected a regular expression, got ${JSON.stringify(pattern)}: ${messageOf(cause)}`, {
      cause,
    });
  }
  const reader = new PatternReader(pattern);
  let translated = '';
  while (!reader.ended) translated += readPart(reader);
  return translated;
}

function readPart(reader: PatternReader): string {
  if (reader.take('[')) return readClass(reader);
  if (reader.take('(?:') || reader.takeGroupName()) return '(?:';
  const special = reader.takeOneOf('(?=', '(?!', '(?<=', '(?<!');
  if (special) throw reader.unsupported(`look-around \`${special}…)\``);
  if (reader.take('(?')) throw reader.unsupported('flags within a group `(?…:`');
  if (reader.take('(')) return '(?:';
  if (reader.take('.')) return '[^\\n\\r\\x{2028}\\x{2029}]';
  if (reader.take('\\b')) return '(?-u:\\b)';
  if (reader.take('\\B')) return '(?-u:\\B)';
  if (/^\\[1-9k]/.test(reader.rest)) throw reader.unsupported('a back reference');
  const operator = reader.takeOneOf('^', '$', '|', ')', '*', '+', '?') ?? reader.takeMatch(/^\{[0-9]+(?:,[0-9]*)?\}/);
  return operator ?? readAtom(reader).text;
}

/** Between brackets `[`, `&&`, `--` and `~~` are plain characters in JavaScript and operators in Rust. */
function readClass(reader: PatternReader): string {
  const negated = reader.take('^');
  let items = '';
  while (!reader.take(']')) {
    const from = readAtom(reader);
    if (!from.isSet && reader.rest.startsWith('-') && !reader.rest.startsWith('-]')) {
      reader.take('-');
      items += `${from.text}-${readAtom(reader).text}`;
    } else items += from.text;
  }
  if (items === '') return negated ? ANY : NONE;
  return `[${negated ? '^' : ''}${items}]`;
}

/** One character, or an escape that stands for one or for a set of them. */
function readAtom(reader: PatternReader): { text: string; isSet: boolean } {
  const property = reader.takeMatch(/^\\[pP]\{[^}]*\}/);
  if (property) return { text: property, isSet: true };
  const set = reader.takeMatch(/^\\[dDwWsS]/);
  if (set) return { text: ESCAPED_SETS[set[1]], isSet: true };
  return { text: literal(reader, readCodePoint(reader)), isSet: false };
}

function readCodePoint(reader: PatternReader): number {
  const pair = reader.takeMatch(/^\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}/);
  if (pair) return String.fromCharCode(Number.parseInt(pair.slice(2, 6), 16), Number.parseInt(pair.slice(8), 16)).codePointAt(0) as number;
  const hex = reader.takeMatch(/^\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]+\})/);
  if (hex) return Number.parseInt(hex.replaceAll(/[\\xu{}]/g, ''), 16);
  const control = reader.takeMatch(/^\\c[A-Za-z]/);
  if (control) return control.charCodeAt(2) % 32;
  const escaped = reader.take('\\');
  const character = reader.takeMatch(/^[\s\S]/u) as string;
  if (escaped && character === 'b') return 8; // only between brackets; `\b` elsewhere was read before
  return escaped && Object.hasOwn(CONTROLS, character) ? CONTROLS[character] : (character.codePointAt(0) as number);
}

/** As its number: no character of the pattern can mean something else to the other engine. */
function literal(reader: PatternReader, codePoint: number): string {
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) throw reader.unsupported('half of a surrogate pair');
  const character = String.fromCodePoint(codePoint);
  return /^[0-9A-Za-z]$/.test(character) ? character : `\\x{${codePoint.toString(16)}}`;
}

class PatternReader {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  get ended(): boolean {
    return this.#at >= this.#pattern.length;
  }

  get rest(): string {
    return this.#pattern.slice(this.#at);
  }

  take(text: string): boolean {
    if (!this.#pattern.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  takeOneOf(...texts: readonly string[]): string | undefined {
    return texts.find((text) => this.take(text));
  }

  takeMatch(expression: RegExp): string | undefined {
    const [found] = expression.exec(this.rest) ?? [];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  takeGroupName(): boolean {
    return this.takeMatch(/^\(\?<(?![=!])[^>]*>/) !== undefined;
  }

  unsupported(what: string): UsageError {
    return new UsageError(
      'OADS_CHECK_OPTIONS',
      `expected a regular expression that can be matched in linear time, got ${JSON.stringify(this.#pattern)} with ${what}`,
      { hint: HINT },
    );
  }
}
