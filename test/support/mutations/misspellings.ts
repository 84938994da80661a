const LOOK_ALIKES: Readonly<Record<string, string>> = { a: 'а', c: 'с', e: 'е', i: 'і', o: 'о', p: 'р', s: 'ѕ', x: 'х', y: 'у' };
const UNSEEN = {
  'a byte order mark': '\ufeff',
  'a space that does not break': '\u00a0',
  'a space of no width': '\u200b',
  'a soft hyphen': '\u00ad',
};

/** What comes of a word that is mistyped, pasted from elsewhere, or remembered wrongly; each differs from the word. Three of its letters are touched. */
export function misspellings(word: string): { how: string; word: string }[] {
  const found = new Map<string, string>();
  const add = (how: string, changed: string) => {
    if (changed !== word && changed !== '' && !found.has(changed)) found.set(changed, how);
  };
  for (const at of new Set([0, Math.floor((word.length - 1) / 2), word.length - 1])) {
    const [before, letter, after] = [word.slice(0, at), word[at], word.slice(at + 1)];
    add(`letter ${at + 1} dropped`, before + after);
    add(`letter ${at + 1} doubled`, before + letter + letter + after);
    if (after) add(`letters ${at + 1} and ${at + 2} swapped`, before + after[0] + letter + after.slice(1));
    if (LOOK_ALIKES[letter]) add(`letter ${at + 1} looks alike`, before + LOOK_ALIKES[letter] + after);
  }
  add('a capital', word[0].toUpperCase() + word.slice(1));
  add('capitals', word.toUpperCase());
  add(
    'camel case',
    word.replaceAll(/[_-](.)/g, (_, letter: string) => letter.toUpperCase()),
  );
  add('a dash', word.replaceAll('_', '-'));
  add('an underscore', word.replaceAll('-', '_'));
  add('no underscore', word.replaceAll('_', ''));
  add('plural', `${word}s`);
  add('singular', word.replace(/s$/, ''));
  add('a space after it', `${word} `);
  add('a space before it', ` ${word}`);
  for (const [what, character] of Object.entries(UNSEEN)) {
    add(`${what} after it`, word + character);
    add(`${what} within it`, word[0] + character + word.slice(1));
  }
  return [...found].map(([changed, how]) => ({ how, word: changed }));
}
