import { CONTROLS, CONTROLS_BUT_NEWLINE, escapeControls } from '../../core/schema/escape-controls.ts';

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
  return escapeControls(JSON.stringify(value, null, indent));
}

function show(char: string): string {
  const code = char.charCodeAt(0);
  if (char in SHORT) return SHORT[char];
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}
