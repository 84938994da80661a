/** Text that is markup already. Only the `html` tag makes it. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

export type HtmlValue = Html | string | number | boolean | null | undefined | readonly HtmlValue[];

/**
 * Every value is escaped unless it is `Html`; arrays are joined; null, undefined and false leave nothing.
 * Values belong in text or in quoted attributes, never in a tag's name, a script or a style.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = strings[0];
  for (let index = 0; index < values.length; index++) markup += toMarkup(values[index]) + strings[index + 1];
  return new Html(markup);
}

/** A value out of the data: cut to a readable length, and set apart so that it cannot turn its surroundings' direction. */
export function datum(value: string | number | boolean | null, limit = 200): Html {
  if (value === null) return html`<span class="none">none</span>`;
  const text = String(value);
  return html`<bdi>${text.length > limit ? `${text.slice(0, limit - 1)}…` : text}</bdi>`;
}

function toMarkup(value: HtmlValue): string {
  if (value instanceof Html) return value.markup;
  if (Array.isArray(value)) return value.map(toMarkup).join('');
  if (value === null || value === undefined || value === false) return '';
  return escapeHtml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

export function escapeHtml(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd').replace(/[&<>"'`]/g, (character) => ENTITIES[character]);
}
