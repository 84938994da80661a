import { parseInstantMs } from '../../view/age.ts';
import { formatInstant } from './format.ts';
import { datum, type Html, html } from './html.ts';

/** A moment in UTC, which the page's script may show in another zone; what is no instant stays the text that it is. */
export function renderInstant(text: string): Html {
  const ms = parseInstantMs(text);
  return ms === null ? datum(text) : html`<time datetime="${new Date(ms).toISOString()}">${formatInstant(text)}</time>`;
}
