import type { Selection } from '../../anomalies/selection.ts';
import { formatNumber } from '../parts/format.ts';
import { type Html, html } from '../parts/html.ts';
import { type Shown, toAddress } from './address.ts';

export interface Pages {
  readonly offset: number;
  readonly limit: number;
  readonly matching: number;
}

/** First, previous, next, last; where there is nowhere to go the words stay, so that nothing jumps. */
export function renderPages({ offset, limit, matching }: Pages, selection: Selection, shown: Shown): Html | null {
  if (matching <= limit) return null;
  const last = lastOffset(matching, limit);
  const link = (word: string, to: number, isThere: boolean) =>
    isThere
      ? html`<a href="${toAddress(shown, { ...selection, offset: to })}" data-table="page" data-focus="page-${word}">${word}</a>`
      : html`<span class="none">${word}</span>`;
  return html`<nav class="pages" aria-label="Pages of the anomalies">${link('first', 0, offset > 0)} ${link('previous', Math.max(0, offset - limit), offset > 0)} <span>page ${formatNumber(
    Math.floor(offset / limit) + 1,
  )} of ${formatNumber(Math.ceil(matching / limit))}</span> ${link('next', offset + limit, offset < last)} ${link('last', last, offset < last)}</nav>`;
}

export function lastOffset(matching: number, limit: number): number {
  return Math.max(0, Math.ceil(matching / limit) - 1) * limit;
}
