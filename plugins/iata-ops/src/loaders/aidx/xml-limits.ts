/** What no AIDX message needs more of; a file that has more is refused. */
export const XML_LIMITS = {
  depth: 64,
  attributes: 64,
  /** Of an attribute, a text, a comment or a name. */
  tokenChars: 1024 * 1024,
  /** Of one flight leg, and of a message outside of its legs. */
  elements: 100_000,
  /** Of one file. */
  legs: 5_000_000,
} as const;
