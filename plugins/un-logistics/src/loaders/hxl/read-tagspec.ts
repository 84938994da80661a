/** A hashtag with its attributes, as the HXL standard 1.1 writes it: `#adm2 +name +fr`. */
export interface Tagspec {
  /** In lower case, with its hash. */
  readonly tag: string;
  /** In lower case, sorted: their order says nothing. */
  readonly attributes: readonly string[];
}

const TAGSPEC = /^#\s*[a-z]\w*(?:\s*\+\s*[a-z]\w*)*$/i;
const MOST_CHARACTERS = 200;

export function readTagspec(text: string): Tagspec | undefined {
  const trimmed = text.trim();
  if (trimmed.length > MOST_CHARACTERS || !TAGSPEC.test(trimmed)) return undefined;
  const [tag, ...attributes] = trimmed.toLowerCase().replace(/\s/g, '').split('+');
  return { tag, attributes: [...new Set(attributes)].sort() };
}

/** `#adm2+fr+name`. */
export function writeTagspec({ tag, attributes }: Tagspec): string {
  return [tag, ...attributes].join('+');
}
