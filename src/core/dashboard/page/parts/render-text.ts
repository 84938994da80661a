import { type Html, html } from './html.ts';
import { renderInstant } from './render-instant.ts';

const INSTANT = /([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z)/;

/** A text of the run, set apart and cut as data are; an instant in it can be shown in another zone, as any other. */
export function renderText(text: string, limit = 200): Html {
  const cut = text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
  return html`<bdi>${cut.split(INSTANT).map((part, index) => (index % 2 === 1 ? renderInstant(part) : part))}</bdi>`;
}
