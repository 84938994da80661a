import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { browserSuite, type Visit } from '../support/browser.ts';
import { closeDashboards, serveDashboard } from '../support/dashboard.ts';
import { PAGE_STATES, type PageState } from '../support/page-states.ts';

const { test, visit } = browserSuite('browser/accessibility');
test.after.each(closeDashboards);

/** Every page and state that a reader can meet. A new page is one more entry. */
const PAGES: readonly PageState[] = [...PAGE_STATES];

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds wrong, from serious on, with where. */
async function findViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Evaluated by the browser's debugger, which no Content-Security-Policy stops.
  await page.evaluate(`globalThis.axe ?? (() => { ${axe} })(); undefined`);
  const options = JSON.stringify({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
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
  for (const state of PAGES) {
    const server = await serveDashboard(state.options);
    const url = server.url + ((await state.write(server.dir)) ?? '/');
    opened ??= await visit(url, { viewport: { width: 1440, height: 900 } });
    const { page, go } = opened;
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
    await go(url);
    const complain = (what: string) => wrong.push(`${state.name}: ${what}`);
    const text = await page.locator('main').innerText();
    if (!state.says.test(text)) complain(`expected ${state.says}, got ${text.slice(0, 500)}`);
    for (const violation of await findViolations(page)) complain(`in light, ${violation}`);
    await page.emulateMedia({ colorScheme: 'dark' });
    // Of all that axe looks at, colours alone are others in the dark.
    for (const violation of await findViolations(page, ['color-contrast', 'link-in-text-block'])) complain(`in dark, ${violation}`);
    for (const width of [1440, 768, 360]) {
      await page.setViewportSize({ width, height: 800 });
      const needed = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (needed > width) complain(`${needed} px wide at ${width} px`);
    }
    await go('about:blank');
    await server.close();
  }
  assert.equal(wrong, []);
});

test('axe finds what is wrong where something is', async () => {
  const server = await serveDashboard();
  const { page } = await visit(server.url);
  await page.evaluate("document.querySelector('main').append(document.createElement('button'))");
  assert.match((await findViolations(page)).join(), 'button-name');
});

test.run();
