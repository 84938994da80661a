import type { Notification } from '../../snapshot/notification.ts';
import { clip } from '../clip.ts';
import type { Section } from './describe-notification.ts';

/** Limits of Block Kit: docs.slack.dev/reference/block-kit/blocks. */
const MOST_BLOCKS = 50;
const MOST_HEADER = 150;
const MOST_TEXT = 3000;
const MOST_URL = 3000;

/**
 * The payload of an incoming webhook. Data stand in `plain_text` only, where Slack reads no mention, no link and no format; the text
 * of the notification is read as mrkdwn, so its three signs are escaped.
 */
export function renderSlack({ title, severity, link }: Notification, sections: readonly Section[]): object {
  const plain = (text: string, most: number) => ({ type: 'plain_text', text: clipLines(text, most), emoji: false });
  const head = { type: 'header', text: plain(`${severity}: ${title}`, MOST_HEADER) };
  const tail =
    link !== null && link.length <= MOST_URL
      ? [{ type: 'actions', elements: [{ type: 'button', text: plain('Open the run', 75), url: link }] }]
      : [];
  const body = sections.map((section) => ({ type: 'section', text: plain(layOut(section), MOST_TEXT) }));
  const shown = body.slice(0, MOST_BLOCKS - 1 - tail.length);
  return { text: escapeMrkdwn(clip(`${severity}: ${title}`, MOST_TEXT / 6)), blocks: [head, ...shown, ...tail] };
}

function layOut({ heading, lines, isList }: Section): string {
  const items = isList ? lines.map((line) => `• ${line}`) : lines;
  return [...(heading === null ? [] : [heading]), ...items].join('\n');
}

/** Whole lines, as many as there is room for. */
export function clipLines(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 30);
  const end = cut.lastIndexOf('\n');
  return end > 0 ? `${cut.slice(0, end)}\n… the rest was cut` : clip(text, most);
}

function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
