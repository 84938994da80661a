import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as assert from 'uvu/assert';
import { writeRun } from '../support/artifacts.ts';
import { browserSuite, type Visit } from '../support/browser.ts';
import { closeDashboards, serveDashboard, type TestServer } from '../support/dashboard.ts';
import { keepFewRows, PAGE_STATES, type PageState } from '../support/page-states.ts';

const { test, visit } = browserSuite('browser/accessibility');
test.after.each(closeDashboards);

/** Every page and state that a reader can meet. A new page is one more entry. */
const TOKEN = 'correct-horse';
const MARKED = { token: TOKEN, allowAck: true };
const PAGES: readonly PageState[] = [
  ...PAGE_STATES,
  { name: 'sign-in', says: /token of this dashboard/i, options: MARKED, write: async () => '/login' },
  {
    name: 'a row that is open, with its form to mark it, and the history as a table',
    says: /marked: 0 confirmed.*the same as a table/is,
    options: MARKED,
    write: async (dir) => void (await writeRun(dir, { edit: keepFewRows })),
  },
  {
    name: 'a table filtered to none',
    says: /no row that the run has kept matches/i,
    write: async (dir) => {
      await writeRun(dir);
      return '/?pipeline=demo&filter=nothing';
    },
  },
];

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds wrong, from serious on, with where. */
async function findViolations({ page, context }: Visit, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate("'axe' in globalThis"))) {
    // By the browser's debugger, which no Content-Security-Policy stops, and which compiles it for the first of the documents only.
    const session = await context.newCDPSession(page);
    await session.send('Runtime.evaluate', { expression: `${axe};axe.configure({ noHtml: true })` });
    await session.detach();
  }
  // What axe fetches first is for media, which no page has (the policy forbids it), and for a rule that is off; every rule runs.
  const options = JSON.stringify({ resultTypes: ['violations'], preload: false, ...(rules && { runOnly: rules }) });
  const violations = await page.evaluate<{ id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[]>(
    `axe.run(document, ${options}).then(({ violations }) => violations)`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.slice(0, 5).map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`));
}

test('every state says what it is, fits every width, and axe finds nothing serious in light or dark', async () => {
  const wrong: string[] = [];
  let opened: Visit | undefined;
  let left: TestServer | undefined;
  for (const state of PAGES) {
    const server = await serveDashboard(state.options);
    const url = server.url + ((await state.write(server.dir)) ?? '/');
    opened ??= await visit(url, { viewport: { width: 1440, height: 800 } });
    const { page, go } = opened;
    await page.setViewportSize({ width: 1440, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
    await go(url);
    await left?.close();
    left = server;
    if (state.options?.token !== undefined && !url.endsWith('/login')) {
      await page.locator('input[type=password]').fill(TOKEN);
      await Promise.all([page.waitForURL(/\/$/), page.locator('input[type=password]').press('Enter')]);
      await page.evaluate("for (const node of document.querySelectorAll('.anomaly:nth-of-type(1) details, .runs')) node.open = true");
    }
    const complain = (what: string) => wrong.push(`${state.name}: ${what}`);
    const text = await page.locator('main').innerText();
    if (!state.says.test(text)) complain(`expected ${state.says}, got ${text.slice(0, 500)}`);
    for (const violation of await findViolations(opened)) complain(`in light, ${violation}`);
    await page.emulateMedia({ colorScheme: 'dark' });
    // Of all that axe looks at, colours alone are others in the dark.
    for (const violation of await findViolations(opened, ['color-contrast', 'link-in-text-block'])) complain(`in dark, ${violation}`);
    for (const width of [1440, 768, 360]) {
      await page.setViewportSize({ width, height: 800 });
      const needed = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (needed > width) complain(`${needed} px wide at ${width} px`);
      // What is off the screen within a table that scrolls is not seen either: on a phone a row is a card.
      const hidden = await page.evaluate<number>(
        "[...document.querySelectorAll('.anomalies .why, .anomalies .ack, .anomalies details[open] td')].filter((node) => node.getBoundingClientRect().right > innerWidth).length",
      );
      if (width === 360 && hidden > 0) complain(`${hidden} cells of the anomalies are off the screen at ${width} px`);
    }
  }
  assert.equal(wrong, []);
});

test('axe finds what is wrong where something is', async () => {
  const server = await serveDashboard();
  const visited = await visit(server.url);
  await visited.page.evaluate("document.querySelector('main').append(document.createElement('button'))");
  assert.match((await findViolations(visited)).join(), 'button-name');
});

test.run();
