import type { Notification } from '../../snapshot/notification.ts';
import type { Section } from './describe-notification.ts';

/** Of a message to a Workflows webhook. */
const MOST_BYTES = 28 * 1024;
const CUT = '… the rest was cut';

/**
 * An Adaptive Card as the Workflows template "post to a channel when a webhook request is received" takes it. Data stand in
 * `TextRun`s, which know no Markdown: a link in a value stays text.
 */
export function renderTeams(notification: Notification, sections: readonly Section[]): object {
  let shown = [...sections];
  for (;;) {
    const message = makeMessage(notification, shown);
    if (Buffer.byteLength(JSON.stringify(message)) <= MOST_BYTES) return message;
    shown = shorten(shown);
  }
}

/** Takes the last lines of the longest section, an eighth of them. */
function shorten(sections: readonly Section[]): Section[] {
  const weights = sections.map(({ lines }) => lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0));
  const longest = weights.indexOf(Math.max(...weights));
  return sections.map((section, index) => {
    if (index !== longest) return section;
    const lines = section.lines.filter((line) => line !== CUT);
    // A line of its own that is too long is cut in half.
    const kept =
      lines.length > 1 ? lines.slice(0, -Math.ceil(lines.length / 8)) : [lines[0].slice(0, Math.floor(lines[0].length / 2)).toWellFormed()];
    return { ...section, lines: [...kept, CUT] };
  });
}

function makeMessage({ title, severity, link }: Notification, sections: readonly Section[]): object {
  const run = (text: string, style: object = {}) => ({ type: 'TextRun', text, ...style });
  const block = (inlines: object[], style: object = {}) => ({ type: 'RichTextBlock', inlines, ...style });
  const color = severity === 'critical' ? 'Attention' : severity === 'warning' ? 'Warning' : 'Default';
  const body = sections.flatMap(({ heading, lines, isList }) => [
    ...(heading === null ? [] : [block([run(heading, { weight: 'Bolder' })], { spacing: 'Medium' })]),
    ...lines.map((line) => block([run(isList ? `• ${line}` : line)], { spacing: 'Small' })),
  ]);
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [block([run(`${severity}: ${title}`, { weight: 'Bolder', size: 'Medium', color })]), ...body],
          ...(link === null ? {} : { actions: [{ type: 'Action.OpenUrl', title: 'Open the run', url: link }] }),
        },
      },
    ],
  };
}
