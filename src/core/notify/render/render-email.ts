import type { Notification } from '../../snapshot/notification.ts';
import { clip } from '../clip.ts';
import type { Section } from './describe-notification.ts';

export interface EmailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const MOST_SUBJECT = 180;

/** A subject of one line, whatever the data hold; the same sentences as plain text and as HTML without anything to load. */
export function renderEmail({ title, severity, link }: Notification, sections: readonly Section[]): EmailText {
  const address = link === null ? [] : [link];
  const text = [...sections.map(layOut), ...address].join('\n\n');
  const parts = sections.map(({ heading, lines, isList }) => {
    const items = lines.map((line) => (isList ? `<li>${escapeHtml(line)}</li>` : `<p>${escapeHtml(line)}</p>`)).join('\n');
    return `${heading === null ? '' : `<h2>${escapeHtml(heading)}</h2>\n`}${isList ? `<ul>\n${items}\n</ul>` : items}`;
  });
  const open = address.map((url) => `<p><a href="${escapeHtml(url)}">Open the run</a></p>`);
  const head = `<h1>${escapeHtml(title)}</h1>`;
  return {
    subject: clip(`[oads] ${severity}: ${title}`, MOST_SUBJECT),
    text: `${title}\n\n${text}\n`,
    html: `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head><body>\n${[head, ...parts, ...open].join('\n')}\n</body></html>\n`,
  };
}

function layOut({ heading, lines, isList }: Section): string {
  const items = isList ? lines.map((line) => `- ${line}`) : lines;
  return [...(heading === null ? [] : [`${heading}:`]), ...items].join('\n');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
