/** What only backtracking can do, and a check refuses. */
const BACKTRACKS = /\(\?(?:[=!]|<[=!])|\\[1-9]|\\k<|\(\?[a-z-]+[:)]/;

/** A pattern that may match anywhere (ECMA-262, as in JSON Schema) as one that matches as a whole; undefined where no check can. */
export function mapPattern(pattern: string): string | undefined {
  if (BACKTRACKS.test(pattern)) return undefined;
  try {
    new RegExp(pattern, 'u');
  } catch {
    return undefined;
  }
  const starts = pattern.startsWith('^');
  const ends = /(?:^|[^\\])(?:\\\\)*\$$/.test(pattern);
  const inner = pattern.slice(starts ? 1 : 0, ends ? -1 : undefined);
  const isAlternative = /\|/.test(inner);
  // `^a|b$` is not anchored on both sides.
  if (isAlternative && (starts || ends) && !/^\(.*\)$/.test(inner)) return undefined;
  if (starts && ends) return inner === '' ? undefined : inner;
  return `${starts ? '' : '[\\s\\S]*'}(?:${inner})${ends ? '' : '[\\s\\S]*'}`;
}
