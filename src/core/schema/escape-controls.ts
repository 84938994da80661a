/** A joiner between two signs of an emoji, which would fall apart without it. */
const EMOJI_JOINER = /(?<=\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d(?=\p{Extended_Pictographic})/u;

/** Controls of C0 and C1, line and paragraph separators, signs without a width, and marks that turn the direction of text around. */
export const CONTROLS = new RegExp(
  `(?!${EMOJI_JOINER.source})[\\p{Cc}\\u061c\\u200b-\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff]`,
  'gu',
);
export const CONTROLS_BUT_NEWLINE = new RegExp(`(?!\\n)${CONTROLS.source}`, 'gu');

/** In text that is JSON already, which escapes C0 alone: the others become `\u202e`, which any parser reads as before. */
export function escapeControls(json: string): string {
  return json.replaceAll(CONTROLS_BUT_NEWLINE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
