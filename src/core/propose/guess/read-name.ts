/** The words of a column's name: `marketID`, `market_id` and `Market Id` have the same two. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}#]+/u)
    .filter(Boolean);
}

const ID_WORDS = new Set([
  'id',
  'ids',
  'uuid',
  'guid',
  'key',
  'pk',
  'no',
  'nr',
  'num',
  'number',
  'code',
  'ref',
  'reference',
  'serial',
  'index',
  '#',
]);

/** Whether the name says that its values name things rather than measure them. */
export function isIdName(name: string): boolean {
  const words = wordsOf(name);
  if (/^(?:row|run|event|index)$/.test(words.join(''))) return true;
  const last = words.at(-1) ?? '';
  return ID_WORDS.has(last) || /^#|#$/.test(last) || (words[0] === 'id' && words.length <= 2) || /[a-z]{2}(?:_id|Id|ID|uuid)$/.test(name);
}

/** Whether the name says so beyond doubt: a number may well be used again. */
export function isCertainId(name: string): boolean {
  return /^(?:id|uuid|guid|key|pk)$/.test(wordsOf(name).at(-1) ?? '') || wordsOf(name).join('') === 'id';
}

/** Lower-case letters, digits and dashes; never empty. */
export function toSlug(text: string, fallback: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, '-')
    .replace(/^[-._]+|[-._]+$/g, '')
    .slice(0, 60)
    .replace(/[-._]+$/, '');
  return plain === '' ? fallback : plain;
}

/** A name that is not taken yet; it is taken then. */
export function takeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let next = 2; taken.has(name); next++) name = `${wanted}-${next}`;
  taken.add(name);
  return name;
}
