/** What a pattern stands for, where the description of its key says what the value is for. */
export const PATTERN_WORDS: Readonly<Record<string, string>> = {
  '^[1-9][0-9]*(ms|s|m|h|d|w)$': 'a duration such as 30s, 15m, 12h, 7d',
  '^https?://[^\\s]+$': 'an address that begins with http:// or https://',
  '^https?://[^\\s?#]+$': 'an address that begins with http:// or https://, without ? and #',
  '^[^\\s/?#@,;<>"\']+$': 'the name or the IP address of a server',
  '^[\\t\\u0020-\\u007e]*$': 'a text of printable ASCII on one line',
};
