import type { Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { createApp } from '../../src/core/dashboard/create-app.ts';
import { startServer } from '../../src/core/dashboard/start-server.ts';
import { writeRun } from '../support/artifacts.ts';
import { browserSuite } from '../support/browser.ts';
import { closeDashboards, serveDashboard } from '../support/dashboard.ts';

const { test, visit } = browserSuite('browser/live');
test.after.each(closeDashboards);

/** The stream is open: from now on what happens is told. */
const untilConnected = (page: Page) => page.waitForSelector('html[data-live=open]');

/** What a reload would lose. */
const mark = (page: Page) => page.evaluate('window.marked = true');

test('a new run arrives without a reload; what was open, typed and in focus stays', async () => {
  const server = await serveDashboard();
  await writeRun(server.dir);
  await writeRun(server.dir, { pipeline: 'other' });
  const { page } = await visit(`${server.url}/?pipeline=demo`, { viewport: { width: 800, height: 300 } });
  await untilConnected(page);
  await mark(page);
  // A row to open and a field beside it: the same in the page that comes and in the one that is there.
  await page.route('**/?pipeline=demo', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace('</main>', `${FIELD}</main>`) });
  });
  await page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', ${JSON.stringify(FIELD)})`);
  await page.click('#row summary');
  await page.fill('[name=typed]', 'SFO');
  await page.focus('#row summary');
  await page.evaluate('window.scrollTo(0, 120)');
  const { runId } = await writeRun(server.dir, { asOf: '2026-03-01T07:00:00.000Z', level: 'qualified' });
  await page.waitForSelector(`body[data-run="${runId}"]`);
  assert.match(await page.locator('.verdict').innerText(), /qualified/i);
  assert.is(await page.locator('#live').innerText(), `New run ${runId.slice(0, 8)}…: qualified`);
  assert.is(await page.locator('#live').getAttribute('aria-live'), 'polite');
  assert.is(await page.evaluate('window.marked'), true, 'the page was not reloaded');
  assert.is(await page.locator('#row').getAttribute('open'), '', 'the open row stays open');
  assert.is(await page.inputValue('[name=typed]'), 'SFO');
  assert.is(await page.evaluate('document.activeElement.textContent'), 'F1');
  assert.is(await page.evaluate('window.scrollY'), 120);
  assert.match(await page.title(), /^qualified/);
});

test('nothing changes under typing hands: a button shows the new run', async () => {
  const server = await serveDashboard();
  await writeRun(server.dir);
  const { page } = await visit(server.url);
  await untilConnected(page);
  await mark(page);
  await page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', ${JSON.stringify(FIELD)})`);
  await page.fill('[name=typed]', 'half a wo');
  const { runId } = await writeRun(server.dir, { asOf: '2026-03-01T07:00:00.000Z' });
  await page.waitForSelector('#live button');
  assert.is(await page.inputValue('[name=typed]'), 'half a wo');
  assert.not.ok(await page.locator(`body[data-run="${runId}"]`).count());
  await page.click('#live button');
  await page.waitForSelector(`body[data-run="${runId}"]`);
  assert.is(await page.evaluate('window.marked'), true);
});

test('a run that was asked for by its id stays, with a link to the newest', async () => {
  const server = await serveDashboard();
  const { runId: named } = await writeRun(server.dir);
  await writeRun(server.dir, { asOf: '2026-03-01T06:30:00.000Z' });
  const { page } = await visit(`${server.url}/?pipeline=demo&run=${named}`);
  await untilConnected(page);
  assert.is(await page.locator('#live:not(:empty)').count(), 0, 'what was there before the page is no news');
  const { runId } = await writeRun(server.dir, { asOf: '2026-03-01T07:00:00.000Z' });
  const link = page.locator('#live a');
  await link.waitFor();
  assert.is(await link.getAttribute('href'), '/?pipeline=demo');
  assert.ok(await page.locator(`body[data-run="${named}"]`).count());
  await link.click();
  await page.waitForSelector(`body[data-run="${runId}"]`);
});

test('a banner says when there is no contact, and goes when the server is back', async () => {
  const first = await serveDashboard();
  await writeRun(first.dir);
  const { page, faults } = await visit(first.url);
  await untilConnected(page);
  await mark(page);
  const { port } = new URL(first.url);
  await first.stop();
  await page.locator('[name=filter]').pressSequentially('F41');
  await page.waitForSelector('#offline', { state: 'visible' });
  assert.is(await page.inputValue('[name=filter]'), 'F41');
  const app = createApp({ artifactsDir: first.dir, log: { warn: () => {}, error: () => {} } });
  const second = await startServer(app, { port: Number(port) });
  try {
    await page.waitForSelector('#offline', { state: 'hidden' });
    await page.waitForSelector('#anomalies-rows:has([data-count] strong:text-is("1 to 1 of 1"))');
    await page.locator('[name=filter]').focus();
    const { runId } = await writeRun(first.dir, { asOf: '2026-03-01T07:00:00.000Z' });
    await page.click('#live button');
    await page.waitForSelector(`body[data-run="${runId}"]`);
    assert.is(await page.evaluate('window.marked'), true);
    // The browser itself reports each attempt while nobody listens.
    const reports = faults.splice(0);
    for (const fault of reports)
      assert.match(fault, /ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET|EMPTY_RESPONSE)/);
  } finally {
    await second.close();
  }
});

test('a page that is left open says when the schedule stands still, and when it goes on', async () => {
  let moment = '2026-03-01T06:02:00.000Z';
  const server = await serveDashboard({ now: () => new Date(moment), staleAfterSeconds: 3600 });
  for (const pipeline of ['demo', 'other']) await writeRun(server.dir, { pipeline, confirmedAt: moment });
  const { page } = await visit(`${server.url}/?pipeline=demo`, { alone: true });
  await page.clock.install();
  await page.reload();
  await untilConnected(page);
  moment = '2026-03-01T08:00:00.000Z';
  await page.clock.fastForward(31_000);
  await page.waitForSelector('.banner:has-text("Stale: no run for too long")');
  await writeRun(server.dir, { confirmedAt: moment });
  await page.waitForSelector('body[data-stale=""]');
  assert.is(await page.locator('.banner:has-text("Stale")').count(), 0);
  assert.match(await page.locator('#live').innerText(), /^Confirmed: run/);

  await writeRun(server.dir, { pipeline: 'other', confirmedAt: moment });
  await page.goto(`${server.url}/pipelines`);
  await untilConnected(page);
  moment = '2026-03-01T10:00:00.000Z';
  await page.clock.fastForward(31_000);
  await page.waitForSelector('.tally .level-stale:has-text("2")');
});

test('where no stream gets through the overview still follows', async () => {
  const server = await serveDashboard();
  for (const pipeline of ['demo', 'other']) await writeRun(server.dir, { pipeline });
  const { page, faults } = await visit(server.url, { alone: true });
  await page.clock.install();
  await page.route('**/api/events', (route) => route.fulfill({ status: 503 }));
  await page.goto(server.url);
  await page.waitForSelector('.tally .level-certified:has-text("2")');
  await writeRun(server.dir, { asOf: '2026-03-01T07:00:00.000Z', level: 'withheld' });
  await page.clock.fastForward(11_000);
  await page.waitForSelector('.tally .level-withheld');
  faults.splice(0, faults.length, ...faults.filter((fault) => !/status of 503/.test(fault)));
});

const FIELD = '<details id="row"><summary>F1</summary>all its features</details><form action="/"><input name="typed"></form>';

test.run();
