import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { browserSuite } from '../support/browser.ts';
import { closeDashboards, serveDashboard } from '../support/dashboard.ts';
import { PAGE_STATES, type PageState } from '../support/page-states.ts';

const { test, visit } = browserSuite('browser/accessibility');
test.after.each(closeDashboards);

/** Every page and state that a reader can meet. A new page is one more entry. */
const PAGES: readonly PageState[] = [...PAGE_STATES];

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds wrong, from serious on, with where. */
async function findViolations(page: Page): Promise<string[]> {
  // Evaluated by the browser's debugger, which no Content-Security-Policy stops.
  await page.evaluate(`${axe}; undefined`);
  const violations = await page.evaluate<{ id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.slice(0, 5).map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`));
}

for (const state of PAGES) {
  test(`${state.name}: says what it is, fits every width, and axe finds nothing serious in light or dark`, async () => {
    const server = await serveDashboard(state.options);
    const address = (await state.write(server.dir)) ?? '/';
    const { page } = await visit(server.url + address, { viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
    assert.match(await page.locator('main').innerText(), state.says);
    const paper = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    assert.is(await paper(), 'rgb(246, 247, 248)');
    assert.equal(await findViolations(page), [], 'light');
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.is(await paper(), 'rgb(20, 23, 27)');
    assert.equal(await findViolations(page), [], 'dark');
    for (const width of [1440, 768, 360]) {
      await page.setViewportSize({ width, height: 800 });
      assert.is(await page.evaluate('document.documentElement.scrollWidth'), width, `no scrolling to the side at ${width} px`);
    }
  });
}

test('axe finds what is wrong where something is', async () => {
  const server = await serveDashboard();
  const { page } = await visit(server.url);
  await page.evaluate("document.querySelector('main').append(document.createElement('button'))");
  assert.match((await findViolations(page)).join(), 'button-name');
});

test.run();
