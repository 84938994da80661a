/** What channels of `notify` hold in secrets. */
export interface ChannelSecrets {
  /** Secret in any part. */
  readonly secrets: readonly string[];
  /** Secret as a whole only: their beginnings are words that other texts hold as well. */
  readonly wholes: readonly string[];
}

/** Shorter ones are part of many a text by chance; a segment of a path may be a word, such as `services`. */
const SHORTEST = 8;
const SHORTEST_SEGMENT = 16;
/** `services`, `v2`: a path of nothing else is no secret without its host. */
const WORD = /^(?:[a-z_-]{0,15}|v\d{1,2})$/;
/** Headers that sign in: their values are secrets however short they are. */
const SIGNS_IN = /auth|cookie|key|token|secret|sign|password/i;
/** Headers that hold no secret: theirs are words of many a text. */
const OPEN = /^(?:accept|accept-.*|user-agent|content-.*|cache-control)$/i;

/**
 * Secrets of a parsed config's channels, whatever the keys are called: whoever knows the address of a webhook may post there, and
 * headers sign in. Of an address its path and query are secret, its scheme and host are not: other texts begin like it.
 */
export function findChannelSecrets(document: unknown): ChannelSecrets {
  const { channels } = objectOf(objectOf(document).notify);
  const secrets: string[] = [];
  const wholes: string[] = [];
  for (const channel of Array.isArray(channels) ? channels : []) {
    const { url, headers } = objectOf(channel);
    if (typeof url === 'string') {
      const address = partsOf(url);
      secrets.push(...address.secrets);
      wholes.push(...address.wholes);
    }
    for (const [name, value] of Object.entries(objectOf(headers))) {
      if (typeof value !== 'string' || OPEN.test(name)) continue;
      if (isLong(value) || SIGNS_IN.test(name)) secrets.push(value);
      secrets.push(...value.split(' ').filter(isLong)); // `Bearer abc`: the token alone, too
    }
  }
  return { secrets, wholes };
}

function partsOf(url: string): ChannelSecrets {
  const [, host, rest] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)(.*)$/is.exec(url) ?? [];
  // Not an address, and refused as such: who knows what it was to be.
  if (rest === undefined) return { secrets: [url], wholes: [] };
  const [path, query = ''] = rest.split(/[?#](.*)/s);
  const segments = path.split('/');
  const values = query.split(/[&#]/).map((pair) => pair.slice(pair.indexOf('=') + 1));
  const isTelling = query !== '' || segments.some((segment) => !WORD.test(segment));
  return {
    secrets: [...segments.filter(({ length }) => length >= SHORTEST_SEGMENT), ...values.filter(isLong)],
    wholes: [...(rest.length > 1 ? [`${host}${rest}`] : []), ...(isTelling ? [rest, path].filter(isLong) : [])],
  };
}

function isLong(text: string): boolean {
  return text.length >= SHORTEST;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
