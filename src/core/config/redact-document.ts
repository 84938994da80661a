/**
 * What of a document is written for people and may carry foreign text: a plugin's or a server's message, a path, a check's
 * options. Names, types, codes and values stay as they are, whatever a secret happens to look like.
 */
const FOREIGN_TEXT = new Set([
  'message',
  'evidence',
  'observed',
  'expected',
  'hint',
  'description',
  'why_not',
  'why_unavailable',
  'contract_broken',
  'problems',
  'artifacts',
  'output',
  'dir',
  'path',
  'url',
]);

/** What rows hold, by column: a column may be called `path`. */
const DATA = new Set(['values', 'key']);

/** A copy of a JSON document with secrets hidden in its texts for people. */
export function redactDocument<T>(document: T, redact: (text: string) => string = (text) => text): T {
  return redactStrings(document, redact, (key) => FOREIGN_TEXT.has(key));
}

/** A copy with every string redacted whose key, or whose list's key, is `chosen`. */
export function redactStrings<T>(document: T, redact: (text: string) => string, chosen: (key: string) => boolean): T {
  const visit = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return chosen(key) ? redact(value) : value;
    if (Array.isArray(value)) return value.map((item) => visit(item, key));
    if (typeof value !== 'object' || value === null || DATA.has(key)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, visit(item, name)]));
  };
  return visit(document, '') as T;
}
