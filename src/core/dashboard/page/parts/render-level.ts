import { drawMark, type Mark } from './draw-mark.ts';
import { type Html, html } from './html.ts';

/** The word of each mark, as a heading says it. */
export const WORDS: Readonly<Record<Mark, string>> = {
  certified: 'Certified',
  qualified: 'Qualified',
  'rank-only': 'Rank only',
  withheld: 'Withheld',
  damaged: 'Damaged',
  no_data: 'No data',
  stale: 'Stale',
};

/** An old certificate is none: the clock stands in the place of the level's own mark, unless that says no anyway. */
export function markOf(level: Mark, isStale: boolean): Mark {
  return isStale && level !== 'withheld' ? 'stale' : level;
}

/** `Certified, but stale`. */
export function wordOf(level: Mark, isStale: boolean): string {
  return isStale ? `${WORDS[level]}, ${level === 'withheld' ? 'and' : 'but'} stale` : WORDS[level];
}

/** The trust level small, beside whatever it holds for: shape, word and colour. */
export function renderLevel(mark: Mark): Html {
  return html`<span class="level level-${mark}">${drawMark(mark)}${WORDS[mark].toLowerCase()}</span>`;
}
