import * as assert from 'uvu/assert';
import { writeRun } from '../support/artifacts.ts';
import { browserSuite } from '../support/browser.ts';
import { closeDashboards, serveDashboard, type TestServer } from '../support/dashboard.ts';
import { PAGE_STATES } from '../support/page-states.ts';

const { test, visit } = browserSuite('browser/page');
test.after.each(closeDashboards);

async function serveState(name: string): Promise<{ server: TestServer; url: string }> {
  const state = PAGE_STATES.find((candidate) => candidate.name === name);
  if (!state) throw new Error(`expected a state of the page, got ${name}`);
  const server = await serveDashboard(state.options);
  const address = (await state.write(server.dir)) ?? '/';
  return { server, url: server.url + address };
}

test('the first view answers without a script: trust, reasons, anomalies', async () => {
  const server = await serveDashboard();
  await writeRun(server.dir);
  const { page } = await visit(server.url, { javaScriptEnabled: false });
  assert.match(await page.locator('.verdict').innerText(), /certified/i);
  assert.ok((await page.locator('table.anomalies tbody tr').count()) > 0);
  assert.is(await page.locator('.settings').isVisible(), false, 'a switch that would do nothing is not shown');
  assert.match(await page.locator('.facts time').first().innerText(), /05:00:00 UTC/);
});

test('at 1440 px the answers stand beside each other, and the first of them at the top', async () => {
  const { url } = await serveState('qualified');
  const { page } = await visit(url, { viewport: { width: 1440, height: 900 } });
  const [verdict, why, next] = await Promise.all(['.verdict', '.why-not', '.next'].map((part) => page.locator(part).boundingBox()));
  assert.ok(verdict && why && next);
  assert.ok(verdict.y < 200);
  assert.ok(verdict.x + verdict.width <= why.x && why.x + why.width <= next.x);
  assert.ok(next.x + next.width > 1300, 'the width is used');
});

test('times: UTC, the zone of the browser, any other; remembered', async () => {
  const { server, url } = await serveState('certified');
  const { page, context } = await visit(url);
  const time = page.locator('.facts time').first();
  assert.is(await time.innerText(), '2026-03-01 05:00:00 UTC');
  await page.getByLabel('Times in').selectOption('Asia/Tokyo');
  assert.is(await time.innerText(), '2026-03-01 14:00:00 UTC+09:00');
  assert.is(await page.locator('footer .zone-name').innerText(), 'Asia/Tokyo');
  await page.waitForSelector('html[data-live=open]');
  const { runId } = await writeRun(server.dir, { asOf: '2026-03-01T07:00:00.000Z' });
  await page.waitForSelector(`body[data-run="${runId}"]`);
  assert.is(await time.innerText(), '2026-03-01 15:00:00 UTC+09:00', 'a new run is shown in the same zone');
  await page.goto(`${server.url}/compare?pipeline=demo`);
  assert.match(await page.locator('.picker option:checked').last().innerText(), /^2026-03-01 16:01:00 UTC\+09:00 certified /);
  await page.getByLabel('Times in').selectOption('America/New_York');
  const again = await context.newPage();
  await again.goto(url);
  await again.waitForSelector('.settings:not([hidden])');
  assert.is(await again.locator('.facts time').first().innerText(), '2026-03-01 01:00:00 UTC-05:00');
  await again.getByLabel('Times in').selectOption('UTC');
  assert.is(await again.locator('.facts time').first().innerText(), '2026-03-01 06:00:00 UTC');
});

test('dark and light can be chosen against the system, and stay', async () => {
  const { url } = await serveState('certified');
  const { page } = await visit(url, { colorScheme: 'light' });
  const paper = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  await page.getByLabel('Colours').selectOption('dark');
  assert.is(await paper(), 'rgb(20, 23, 27)');
  await page.reload();
  assert.is(await paper(), 'rgb(20, 23, 27)', 'before any module ran');
  await page.getByLabel('Colours').selectOption('auto');
  assert.is(await paper(), 'rgb(246, 247, 248)');
});

test('on paper nothing is folded or dark, and there is nothing to click', async () => {
  const { url } = await serveState('crowded');
  const { page } = await visit(url, { colorScheme: 'dark', javaScriptEnabled: false });
  const folded = page.locator('#quality details table').last();
  assert.is(await folded.isVisible(), false);
  await page.emulateMedia({ media: 'print' });
  assert.is(await folded.isVisible(), true);
  assert.is(await page.evaluate('getComputedStyle(document.body).backgroundColor'), 'rgb(255, 255, 255)');
  await page.setViewportSize({ width: 688, height: 970 }); // A4 within its margins
  const beyond = "[...document.querySelectorAll('.runs table')].filter((node) => node.getBoundingClientRect().right > innerWidth).length";
  assert.is(await page.evaluate(beyond), 0, 'the history fits the paper');
  for (const part of ['footer', '.skip']) assert.is(await page.locator(part).isVisible(), false);
});

test('the keyboard: the skip link first, then what scrolls and folds', async () => {
  const { url } = await serveState('withheld');
  const { page } = await visit(url);
  const focused = () => page.evaluate<string>('document.activeElement.textContent.trim().slice(0, 40)');
  await page.keyboard.press('Tab');
  assert.is(await focused(), 'Skip to the content');
  assert.ok(((await page.locator('.skip').boundingBox())?.y ?? -1) >= 0, 'it comes into sight');
  await page.keyboard.press('Enter');
  assert.is(await page.evaluate('document.activeElement.id'), 'content');
  await page.getByText('1 sample row').focus();
  await page.keyboard.press('Enter');
  assert.is(await page.getByText('row 17:').isVisible(), true);
});

test('from the overview to a pipeline and back', async () => {
  const { url } = await serveState('overview');
  const { page } = await visit(url);
  await page.getByRole('link', { name: 'p-1', exact: true }).click();
  await page.waitForSelector('h1:text("p-1")');
  await page.getByRole('link', { name: 'All 9 pipelines' }).click();
  await page.waitForSelector('h1:text("Pipelines")');
});

test.run();
