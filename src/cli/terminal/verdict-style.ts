import type { Span, Style } from './glyphs.ts';

const STYLES: Readonly<Record<string, Style>> = {
  pass: 'good',
  none: 'good',
  certified: 'good',
  keep: 'good',
  warn: 'mind',
  moderate: 'mind',
  qualified: 'mind',
  'rank-only': 'mind',
  remove: 'mind',
  fail: 'bad',
  error: 'bad',
  severe: 'bad',
  unavailable: 'bad',
  withheld: 'bad',
  altered: 'bad',
  damaged: 'bad',
  contract: 'bad',
  insufficient: 'dim',
  skip: 'dim',
};

/** A verdict in its colour, as it is spelled. */
export function verdict(word: string): Span {
  return { text: word, style: STYLES[word.toLowerCase()] };
}

export function dim(text: string): Span {
  return { text, style: 'dim' };
}
