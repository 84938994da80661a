import { type Html, html } from './parts/html.ts';

/** In the order in which they are linked: later ones may refine earlier ones. */
const STYLES = [
  '/colours.css',
  '/style.css',
  '/trust.css',
  '/run.css',
  '/overview.css',
  '/live.css',
  '/table.css',
  '/acknowledge.css',
  '/uPlot.min.css',
  '/history.css',
  '/compare.css',
];

/** What the page's script goes by. */
interface BodyFacts {
  readonly pipeline: string;
  readonly run: string;
  readonly state: string;
  /** The id of the newest run when the page was made, where the page is of one pipeline. */
  readonly newest?: string;
  /** The names of the stale pipelines that the page tells of, with blanks between. */
  readonly stale?: string;
}

/** The frame of every page: head, skip link, settings, landmarks. */
export function renderDocument(page: {
  title: string;
  body: BodyFacts;
  /** Without a script it asks for itself: not where that would lose what is being typed. */
  isRefreshed?: boolean;
  header: Html;
  main: Html;
  /** Visitors sign in: the page offers the way out. */
  isGuarded?: boolean;
}): string {
  const { isRefreshed = true } = page;
  const { pipeline, run, state, newest = '', stale = '' } = page.body;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${page.title}</title>
${STYLES.map((path) => html`<link rel="stylesheet" href="${path}">`)}
<link rel="stylesheet" href="/dark.css" id="dark" media="screen and (prefers-color-scheme: dark)"><link rel="stylesheet" href="/print.css" media="print">
<link rel="icon" href="/icon.svg" type="image/svg+xml"><script src="/scheme-early.js"></script><script src="/app.js" type="module"></script>
${isRefreshed && html`<noscript><meta http-equiv="refresh" content="60"></noscript>`}</head>
<body data-pipeline="${pipeline}" data-run="${run}" data-state="${state}" data-newest="${newest}" data-stale="${stale}"><a class="skip" href="#content">Skip to the content</a>
<header>${page.header}${!isRefreshed && html`<noscript><p><a href="">Read again</a></p></noscript>`}${renderSettings()}</header>
<main id="content" tabindex="-1"><div id="offline" class="banner bad" role="alert" hidden><strong>No contact with the server</strong><div>What is shown here is no longer kept up to date.</div></div>
${page.main}</main>
<footer><p>oads shows no number without the trust level of its run. Times are in <span class="zone-name">UTC</span>. <a href="/health">health</a> <a href="/metrics">metrics</a> <a href="/top-anomalies">top anomalies</a> <a href="/api/runs">runs</a>${page.isGuarded === true && html` <a href="/logout">sign out</a>`}</p></footer>
</body></html>
`.markup;
}

/** Shown by the script, without which they would do nothing. */
function renderSettings(): Html {
  return html`<form class="settings" hidden><label>Times in <select name="zone"><option value="UTC">UTC</option></select></label>
<label>Colours <select name="scheme"><option value="auto">auto</option><option value="light">light</option><option value="dark">dark</option></select></label></form>`;
}
