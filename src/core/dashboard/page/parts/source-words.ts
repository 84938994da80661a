import type { SourceUsed } from '../../../snapshot/parts.ts';

/** Where the rows come from: one name for each, on every page. */
export const SOURCE_WORDS: Readonly<Record<SourceUsed, string>> = {
  primary: 'the configured source',
  last_good: 'fallback: last successful load',
  file: 'fallback: local file',
  input: 'given by hand (file or pipe)',
};
