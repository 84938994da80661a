import type { HostApi } from '@oads/cli/plugin';

/** A real document nests about a dozen levels; JSON.parse makes an object of some 60 bytes of as little as two. */
const MOST_DEPTH = 64;
const MOST_CONTAINERS = 2_000_000;
const MOST_VALUES = 4_000_000;

/** JSON within limits of depth and number, which are counted before anything is built. `where` is for messages. Throws SourceError. */
export function parseJson(api: HostApi, text: string, where: string): unknown {
  const excess = findExcess(text);
  if (excess !== undefined) {
    throw new api.SourceError('OADS_SOURCE_TOO_LARGE', `${where}: expected JSON of at most ${excess}, got more`, {
      hint: 'split the document, or write one event a line (NDJSON)',
    });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, 160);
    throw new api.SourceError('OADS_SOURCE_FORMAT', `${where}: expected JSON, got something else (${why})`, {
      hint: 'see whether the file is whole, and EPCIS 2.0 in JSON or JSON-LD',
    });
  }
}

/** Whether a text is an object or a list to its end, by its brackets alone. */
export function isWholeJson(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++;
    else if ((code === CLOSE_BRACE || code === CLOSE_BRACKET) && --depth <= 0) return depth === 0 && at === text.length - 1;
    if (depth === 0) return false;
  }
  return false;
}

/** Counts brackets and commas outside of strings: whether the text is JSON is for JSON.parse to say. */
function findExcess(text: string): string | undefined {
  let depth = 0;
  let containers = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > MOST_DEPTH) return `${MOST_DEPTH} levels`;
      if (++containers > MOST_CONTAINERS) return `${MOST_CONTAINERS} objects and lists`;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
    else if (code === COMMA && ++values > MOST_VALUES) return `${MOST_VALUES} values`;
  }
  return undefined;
}

/** Where the string that begins at `start` ends: at its quote, or with the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    at = text.indexOf('"', at);
    if (at < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return at;
  }
}

const QUOTE = 34;
const COMMA = 44;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
