/** Controls of C0 and C1, line and paragraph separators, and marks that turn the direction of text around. */
const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;
const CONTROLS_BUT_NEWLINE = new RegExp(`(?!\\n)${CONTROLS.source}`, 'gu');
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Makes visible what a terminal would obey, in text of one line: a cell that holds an escape sequence shows `\x1b[31m`. */
export function showControls(text: string): string {
  return text.replaceAll(CONTROLS, show);
}

/** The same for text of several lines, which stays in lines. */
export function showControlsInLines(text: string): string {
  return text.replaceAll(CONTROLS_BUT_NEWLINE, show);
}

/** JSON escapes C0 alone: the others are written as `\u202e`, which any parser reads as before. */
export function toPrintableJson(value: unknown, indent?: number): string {
  const escapeChar = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, null, indent).replaceAll(CONTROLS_BUT_NEWLINE, escapeChar);
}

function show(char: string): string {
  const code = char.charCodeAt(0);
  if (char in SHORT) return SHORT[char];
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}
