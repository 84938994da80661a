import { type Html, html } from './html.ts';

/** A small page of its own, without scripts: made of the files that are served without a sign-in. */
export function renderShell(title: string, content: Html): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${title} · oads</title>
<link rel="stylesheet" href="/colours.css"><link rel="stylesheet" href="/style.css"><link rel="stylesheet" href="/login.css"><link rel="stylesheet" href="/dark.css" media="(prefers-color-scheme: dark)"><link rel="icon" href="/icon.svg" type="image/svg+xml"></head>
<body class="sign-in"><main><h1>${title}</h1>
${content}
</main></body></html>
`.markup;
}
