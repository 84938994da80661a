import type { Schema } from '../frame/types.ts';

/** The columns of the schema whose names stand as words in a text among the options, as in `delay > -120`. */
export function findMentionedColumns(schema: Schema, options: Record<string, unknown>): string[] {
  const texts = Object.values(options).filter((value) => typeof value === 'string');
  return schema.map(({ name }) => name).filter((name) => texts.some((text) => hasWord(text, name)));
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isWordCharacter(text[at - 1]) && !isWordCharacter(text[at + word.length])) return true;
  }
  return false;
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character);
}
