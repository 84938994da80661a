import type { Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { writeRun } from '../support/artifacts.ts';
import { browserSuite } from '../support/browser.ts';
import { closeDashboards, serveDashboard } from '../support/dashboard.ts';
import { HOSTILE, makeHostile } from '../support/hostile-run.ts';

const { test, visit } = browserSuite('browser/table');
test.after.each(closeDashboards);

async function ranks(page: Page): Promise<number[]> {
  return (await page.locator('#anomalies .anomaly > tr:first-child > td:first-child').allInnerTexts()).map(Number);
}

/** Until these rows are shown. */
async function shows(page: Page, first: number, count: string): Promise<void> {
  const rows = `#anomalies-rows:has([data-count] strong:text-is("${count}"))`;
  await page.locator(`${rows} tbody:first-of-type > tr:first-child > td:first-child:text-is("${first}")`).waitFor();
}

const focused = (page: Page): Promise<string> => page.evaluate('document.activeElement?.dataset.focus ?? document.activeElement?.tagName');
const markPage = (page: Page) => page.evaluate("document.body.setAttribute('data-same', 'yes')");

test('without a script: links sort and page, the form filters, a row opens', async () => {
  const server = await serveDashboard();
  await writeRun(server.dir);
  const { page } = await visit(server.url, { javaScriptEnabled: false });
  assert.equal((await ranks(page)).length, 20);
  await page.getByRole('link', { name: 'next' }).click();
  assert.is((await ranks(page))[0], 21);
  await page.getByRole('link', { name: 'Score' }).click();
  assert.is(await page.locator('th[aria-sort=descending]').innerText(), 'Score ▼');
  await page.getByRole('link', { name: 'Score' }).click();
  assert.is((await ranks(page))[0], 60);
  await page.getByLabel('Text').fill('f41');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  assert.match(page.url(), /sort=score&order=asc&filter=f41&.*#anomalies$/);
  assert.equal(await ranks(page), [60]);
  await page.getByText('All features of rank 60').click();
  assert.match(await page.locator('.placed').innerText(), /distance\s+200\s+median 2,465/);
  await page.getByRole('link', { name: 'Show all' }).click();
  assert.is((await ranks(page)).length, 20);
});

test('with the script: nothing is loaded anew, the address follows, the focus stays', async () => {
  const server = await serveDashboard();
  await writeRun(server.dir);
  const { page } = await visit(server.url);
  await markPage(page);
  await page.getByRole('link', { name: 'Rank' }).click();
  await shows(page, 60, '1 to 20 of 60');
  assert.is(await focused(page), 'sort-rank');
  assert.match(page.url(), /\?pipeline=demo&sort=rank&order=desc#anomalies$/);
  await page.getByRole('link', { name: 'last' }).click();
  await shows(page, 20, '41 to 60 of 60');
  assert.is(await focused(page), 'table');
  await page.goBack();
  await shows(page, 60, '1 to 20 of 60');
  await page.goForward();
  await shows(page, 20, '41 to 60 of 60');
  await page.getByLabel('Flagged').selectOption('false');
  await shows(page, 60, '1 to 20 of 20');
  await page.getByLabel('Text').pressSequentially('F40');
  await shows(page, 59, '1 to 1 of 1');
  assert.is(await page.getByLabel('Text').inputValue(), 'F40');
  assert.is(await focused(page), 'filter');
  assert.match(await page.locator('p[role=status].unseen').innerText(), /1 to 1 of 1\s+of 60 kept; 2,000 scored/);
  await page.reload();
  assert.equal(await ranks(page), [59]);
  assert.is(await page.getByLabel('Text').inputValue(), 'F40');
  await markPage(page);
  await page.getByRole('link', { name: 'Show all' }).click();
  await shows(page, 60, '1 to 20 of 60');
  assert.is(await page.getByLabel('Text').inputValue(), '');
  assert.is(await page.evaluate('document.body.dataset.same'), 'yes');
});

test('a new run takes no letter, row or focus from who types, and Enter shows it', async () => {
  const server = await serveDashboard();
  await writeRun(server.dir);
  const { page } = await visit(`${server.url}/#anomalies`);
  await page.waitForSelector('html[data-live=open]');
  await page.evaluate('window.samePage = true');
  await page.locator('.anomaly[data-row="14"] summary').click();
  await page.locator('[name=filter]').pressSequentially('F1');
  await page.waitForURL(/filter=F1&/);
  const { runId } = await writeRun(server.dir, { asOf: '2026-03-01T07:00:00.000Z' });
  await page.locator('#live button').waitFor();
  await page.keyboard.type('4');
  await page.locator('#live:has-text("There is a new run") button').waitFor();
  assert.is(await page.inputValue('[name=filter]'), 'F14');
  assert.is(await focused(page), 'filter');
  assert.ok(await page.locator('[data-row="14"] .placed').isVisible());
  await page.keyboard.press('Enter');
  await page.waitForSelector(`body[data-run="${runId}"]`);
  await shows(page, 3, '1 to 3 of 3');
  assert.is(await page.inputValue('[name=filter]'), 'F14');
  assert.is(await page.evaluate('window.samePage'), true);
});

test('the keyboard alone: arrows move, Enter opens, Escape closes, an open row stays open', async () => {
  const server = await serveDashboard();
  await writeRun(server.dir);
  const { page } = await visit(server.url);
  await page.getByText('All features of rank 1', { exact: true }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.is(await focused(page), 'row-14');
  await page.keyboard.press('Enter');
  assert.ok(await page.locator('[data-row="14"] .placed').isVisible());
  await page.keyboard.press('End');
  assert.is(await focused(page), `row-${19 * 7}`);
  await page.keyboard.press('Home');
  assert.is(await focused(page), 'row-0');
  await page.keyboard.press('ArrowUp');
  assert.is(await focused(page), 'row-0');
  await page.getByLabel('Text').fill('F14');
  await shows(page, 3, '1 to 3 of 3');
  assert.ok(await page.locator('[data-row="14"] .placed').isVisible());
  await page.getByText('All features of rank 3', { exact: true }).focus();
  await page.keyboard.press('Escape');
  assert.not(await page.locator('[data-row="14"] .placed').isVisible());
  assert.is(await focused(page), 'row-14');
});

test('hostile values in every place are text: nothing runs, the layout stays, rows sort, filter and open', async () => {
  const server = await serveDashboard();
  await writeRun(server.dir, { level: 'qualified', source: 'file', edit: makeHostile });
  const { page } = await visit(server.url, { viewport: { width: 1440, height: 900 } });
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    assert.is(wide, 0, `at ${width} px the page is ${wide} px too wide`);
  }
  assert.equal((await ranks(page)).length, HOSTILE.length);
  await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
  const opened = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  assert.is(opened, 0, `opened, the page is ${opened} px too wide`);
  const cells = page.locator('#anomalies .anomaly > tr:first-child > td:nth-child(2)');
  for (const text of ['<script>fail("script")</script>', '=HYPERLINK("http://example.invalid","x")', "javascript:fail('link')"])
    assert.is(await cells.filter({ hasText: text }).count(), 1, text);
  assert.is(await page.locator('img, iframe, script:not([src]), #anomalies [onerror], #anomalies textarea').count(), 0);
  await page.getByRole('link', { name: 'flight' }).click();
  await page.locator('th[aria-sort=ascending] a[data-focus="sort-flight"]').waitFor();
  await page.locator('input[name=filter]').fill('</textarea>');
  await page.waitForURL((url) => url.searchParams.get('filter') === '</textarea>');
  assert.is(await page.locator('input[name=filter]').inputValue(), '</textarea>');
  await page.locator('select[name=reason]').selectOption(HOSTILE[8]);
  await page.waitForURL((url) => url.searchParams.get('reason') === HOSTILE[8]);
  assert.equal(await ranks(page), [9]);
  assert.equal(await page.evaluate('[typeof globalThis.fail, Object.keys(Object.prototype).length]'), ['undefined', 0]);
});

test.run();
