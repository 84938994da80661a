import type { Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { type WrittenRun, writeRun } from '../support/artifacts.ts';
import { browserSuite } from '../support/browser.ts';
import { closeDashboards, serveDashboard, type TestServer } from '../support/dashboard.ts';

const { test, visit } = browserSuite('browser/history');
test.after.each(closeDashboards);

/** What these tests ask of the page's own world, whose types the project does not load. */
interface Canvas {
  toDataURL(): string;
  getBoundingClientRect(): { width: number };
}
interface Window {
  document: { querySelector(selector: string): Canvas };
}

const LEVELS = ['certified', 'qualified', 'rank-only', 'withheld'] as const;

async function serveRuns(count: number): Promise<{ server: TestServer; runs: WrittenRun[] }> {
  const server = await serveDashboard();
  const runs: WrittenRun[] = [];
  for (let hour = 0; hour < count; hour++) {
    const asOf = new Date(Date.parse('2026-02-28T00:00:00.000Z') + hour * 3_600_000).toISOString();
    runs.push(await writeRun(server.dir, { asOf, level: LEVELS[hour % 4] }));
  }
  return { server, runs };
}

const shownRun = (page: Page) => page.locator('body').getAttribute('data-run');
const scale = (page: Page) => page.locator('.time-lines').getAttribute('data-shown');

async function box(page: Page, selector: string) {
  await page.locator(selector).first().scrollIntoViewIfNeeded();
  const found = await page.locator(selector).first().boundingBox();
  assert.ok(found, selector);
  return found;
}

test('without a script: a strip whose columns lead to their runs, at 360 px, in the dark', async () => {
  const { server, runs } = await serveRuns(8);
  const { page } = await visit(server.url, { javaScriptEnabled: false, viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
  assert.is(await page.locator('#history .run').count(), 8);
  assert.ok(await page.locator('#history .rate-line').isVisible());
  // Each level of trust has a height of its own.
  const heights = await page
    .locator('#history .run .cell:nth-of-type(2)')
    .evaluateAll((cells) => cells.slice(0, 4).map((cell) => cell.getBoundingClientRect().height));
  assert.equal(heights, [6, 12, 18, 24]);
  await page.locator(`#history .run[data-run="${runs[2].runId}"] .slot`).click({ position: { x: 2, y: 60 } });
  await page.waitForURL(`**/?pipeline=demo&run=${runs[2].runId}`);
  assert.is(await shownRun(page), runs[2].runId);
  await page.getByRole('link', { name: 'next run' }).click();
  assert.is(await shownRun(page), runs[3].runId);
  await page.getByText('The same as a table').click();
  assert.is(await page.locator('#history tbody tr').count(), 8);
  assert.is(await page.evaluate('document.documentElement.scrollWidth'), 360);
});

test('a drag zooms in, the strips with it; a double click and the button bring all back', async () => {
  const { server } = await serveRuns(12);
  const { page } = await visit(server.url);
  await page.waitForSelector('.plot .u-over');
  const full = await scale(page);
  const [from, to] = (full ?? '').split(' ').map(Number);
  const left = () => page.locator('.run').nth(5).locator('.slot').getAttribute('x');
  const leftBefore = await left();
  const zoom = async () => {
    const { x, y, width, height } = await box(page, '.plot .u-over');
    await page.mouse.move(x + width * 0.25, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.5, y + height / 2, { steps: 4 });
    await page.mouse.up();
    await page.waitForSelector(`.time-lines:not([data-shown="${full}"])`);
  };
  await zoom();
  const [zoomedFrom, zoomedTo] = ((await scale(page)) ?? '').split(' ').map(Number);
  assert.ok(zoomedFrom > from && zoomedTo < to, `${zoomedFrom} ${zoomedTo} within ${full}`);
  assert.is.not(await left(), leftBefore, 'the strips follow');
  assert.match(page.url(), /\/$/, 'a drag opens nothing');
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.waitForSelector(`.time-lines[data-shown="${full}"]`);
  assert.ok(await page.getByRole('button', { name: 'Show all', includeHidden: true }).isHidden());
  await zoom();
  const { x, y, width, height } = await box(page, '.plot .u-over');
  await page.locator('.plot .u-over').dispatchEvent('dblclick');
  await page.waitForSelector(`.time-lines[data-shown="${full}"]`);
  // The cursor tells of the run under it, and a click opens that run.
  await page.mouse.move(x + width * 0.02, y + height / 2);
  await page.locator('.readout', { hasText: '2026-02-28 00:01:00 UTC: certified' }).waitFor();
  await page.mouse.click(x + width * 0.02, y + height / 2);
  await page.waitForURL(/run=[0-9a-f]{16}$/);
});

test('by keyboard: left and right move and are announced, Enter opens', async () => {
  const { server, runs } = await serveRuns(6);
  const { page } = await visit(server.url);
  await page.waitForSelector('.plot .u-over');
  const slider = page.getByRole('slider');
  await slider.focus();
  assert.is(await slider.getAttribute('aria-valuenow'), '6');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  assert.is(await slider.getAttribute('aria-valuenow'), '4');
  const text = (await slider.getAttribute('aria-valuetext')) ?? '';
  assert.match(text, /^2026-02-28 03:01:00 UTC: withheld .*; nothing scored; quality fail \(1 failed, 1 passed\)/);
  assert.is(await page.locator('.readout').innerText(), text);
  assert.match((await page.locator('.run').nth(3).getAttribute('class')) ?? '', /under-cursor/);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/?pipeline=demo&run=${runs[3].runId}`);
  await page.waitForSelector('.plot .u-over');
  assert.is(await page.getByRole('slider').getAttribute('aria-valuenow'), '4', 'it starts at the shown run');
});

test('the picture is drawn anew in other colours and at another width', async () => {
  const { server } = await serveRuns(6);
  const { page } = await visit(server.url, { viewport: { width: 1440, height: 900 } });
  await page.waitForSelector('.plot .u-over');
  const light = await page.locator('.plot canvas').evaluate((canvas) => (canvas as unknown as Canvas).toDataURL());
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForFunction(
    (before) => (globalThis as unknown as Window).document.querySelector('.plot canvas').toDataURL() !== before,
    light,
  );
  await page.setViewportSize({ width: 360, height: 740 });
  await page.waitForFunction(
    () => (globalThis as unknown as Window).document.querySelector('.plot canvas').getBoundingClientRect().width < 360,
  );
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.rate-line').isVisible(), "a printout shows the server's picture");
  assert.not(await page.locator('.plot').isVisible());
});

test('two runs are chosen and compared, at 360 px one above the other', async () => {
  const { server, runs } = await serveRuns(4);
  const { page } = await visit(server.url, { viewport: { width: 360, height: 740 } });
  await page.getByRole('link', { name: 'compare with the run before' }).click();
  await page.waitForURL('**/compare?*');
  assert.match(await page.locator('#compare-trust h2').innerText(), 'rank-only → withheld');
  await page.getByLabel('Other run').selectOption(runs[0].runId);
  await page.getByLabel('This run').selectOption(runs[1].runId);
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.waitForURL(`**/compare?pipeline=demo&with=${runs[0].runId}&run=${runs[1].runId}`);
  assert.match(await page.locator('#compare-trust h2').innerText(), 'certified → qualified');
  const [other, own] = await page.locator('.side').evaluateAll((sides) => sides.map((side) => side.getBoundingClientRect().toJSON()));
  assert.ok(own.top >= other.bottom);
  assert.is(await page.evaluate('document.documentElement.scrollWidth'), 360);
  assert.is(await page.locator('#compare-drift article').first().locator('svg.bars').count(), 1);
});

test.run();
