import { createHash } from 'node:crypto';

/** What says something only where the server answers: with no element of its own kind within. */
const NEEDS_SERVER = /<(span|p|li)\b[^>]*? class="(?:[a-z-]+ )?needs-server"[^>]*>.*?<\/\1>/gs;
const OFFLINE = /<div id="offline"[^>]*>.*?<\/div><\/div>/s;
/** One that needs the server. */
const LINK = /<a\b(?=[^>]*\shref="\/)[^>]*>(.*?)<\/a>/gs;

/**
 * A page of the server → one file that needs none: styles within, scripts and all that would ask the server left out. Every value in the
 * markup is escaped, attributes too, so that a `<` or `>` in it is always a tag's: what is replaced here is never data.
 */
export function toFile(markup: string, options: { readStyle: (name: string) => string; notice: string }): string {
  const styles: string[] = [];
  const body = markup
    .replace(
      /<link rel="stylesheet" href="\/([a-z-]+\.css)"(?: id="[a-z]+")?(?: media="([^"]*)")?>/g,
      (_, name: string, media?: string) => {
        const style = options.readStyle(name);
        styles.push(media === undefined ? style : `@media ${media} {\n${style}}`);
        return '';
      },
    )
    .replace(/<link [^>]*>/g, '')
    .replace(/<(script|noscript|form|nav|footer)\b[^>]*>.*?<\/\1>/gs, '')
    .replace(NEEDS_SERVER, '')
    .replace(OFFLINE, '')
    // A link of a drawing is a group there: a `span` would end the drawing.
    .replace(/<svg\b.*?<\/svg>/gs, (drawing) => drawing.replace(LINK, '<g>$1</g>'))
    .replace(LINK, '<span>$1</span>');
  const style = styles.join('\n');
  // Also where the file is opened from a disk or a mail: nothing is fetched, nothing runs.
  const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`;
  return body
    .replace('<meta charset="utf-8">', `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">`)
    .replace('</head>', () => `<style>${style}</style></head>`)
    .replace(/<main\b[^>]*>/, (main) => `${main}${options.notice}`);
}
