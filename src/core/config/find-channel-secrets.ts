/** Shorter ones are part of many a text by chance; a segment of a path may be a word, such as `services`. */
const SHORTEST = 8;
const SHORTEST_SEGMENT = 16;

/**
 * What the channels of a parsed config hold in secrets, whatever the keys are called: whoever knows the address of a webhook
 * may post there, and headers sign in. Also the parts of an address that a message may show without the rest.
 */
export function findChannelSecrets(document: unknown): string[] {
  const { channels } = objectOf(objectOf(document).notify);
  return (Array.isArray(channels) ? channels : []).flatMap((channel) => {
    const { url, headers } = objectOf(channel);
    const values = Object.values(objectOf(headers)).filter((value) => typeof value === 'string');
    // `Bearer abc`: the token alone, too.
    return [...(typeof url === 'string' ? partsOf(url) : []), ...values, ...values.flatMap((value) => value.split(' ').filter(isLong))];
  });
}

function partsOf(url: string): string[] {
  const path = /^[a-z]+:\/\/[^/?#]*(.*)$/is.exec(url)?.[1] ?? '';
  return [...[url, path].filter(isLong), ...path.split(/[/?#&=]/).filter(({ length }) => length >= SHORTEST_SEGMENT)];
}

function isLong(text: string): boolean {
  return text.length >= SHORTEST;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
