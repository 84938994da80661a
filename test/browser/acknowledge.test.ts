import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { writeRun } from '../support/artifacts.ts';
import { browserSuite } from '../support/browser.ts';
import { closeDashboards, serveDashboard, type TestServer } from '../support/dashboard.ts';

const { test, visit } = browserSuite('browser/acknowledge');
test.after.each(closeDashboards);
const TOKEN = 'correct-horse';

async function signIn(page: Page): Promise<void> {
  await page.locator('input[type=password]').fill(TOKEN);
  await Promise.all([page.waitForURL(/\/(\?.*)?$/), page.locator('input[type=password]').press('Enter')]);
}
const logOf = async ({ dir }: TestServer) =>
  (await readFile(path.join(dir, 'demo', 'acknowledgements.ndjson'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { verdict: string; note: string | null; by: string | null; key: { flight: string } });

test('a row is marked by mouse and by keyboard without a reload, and the mark outlives runs over the same rows', async () => {
  const server = await serveDashboard({ token: TOKEN, allowAck: true });
  const rows = 'the same rows';
  await writeRun(server.dir, { rows });
  const { page } = await visit(server.url);
  await signIn(page);
  await page.evaluate("window.samePage = 'yes'");

  const first = page.locator('#mark-0');
  const form = page.locator('#ack-form-0');
  await first.click(); // opens the row
  await form.locator('[name=note]').fill('seen on the <b>radar</b>');
  await form.locator('[name=by]').fill('Mia');
  await form.getByRole('button', { name: 'Confirm' }).click();
  await page.waitForSelector('#mark-0[data-mark=confirmed]');
  assert.match(await first.innerText(), /Confirmed\s+seen on the <b>radar<\/b>/);
  assert.match(await first.innerText(), /2026-03-01 08:00:00 UTC by Mia/);
  await page.waitForSelector('#mark-counts:has-text("1 marked: 1 confirmed")');

  const summary = page.locator('.anomaly[data-row="7"] summary');
  await summary.focus();
  await page.keyboard.press('n');
  assert.is(await page.evaluate('document.activeElement.name'), 'note');
  await page.keyboard.type('cf'); // letters of a note are no shortcuts
  await summary.focus();
  await page.keyboard.press('f');
  await page.waitForSelector('#mark-7[data-mark=false_alarm]');
  assert.is(await page.evaluate('document.activeElement.dataset.focus'), 'row-7', 'the focus stays in the row');
  await page.keyboard.press('w');
  await page.waitForSelector('#mark-7[data-mark=none]');
  assert.is(await page.evaluate('window.samePage'), 'yes');
  assert.equal(
    (await logOf(server)).map(({ verdict, note, by, key }) => [key.flight, verdict, note, by]),
    [
      ['F0', 'confirmed', 'seen on the <b>radar</b>', 'Mia'],
      ['F7', 'false_alarm', 'cf', 'Mia'],
      ['F7', 'withdrawn', 'cf', 'Mia'],
    ],
  );

  await writeRun(server.dir, { rows, asOf: '2026-03-01T07:00:00.000Z' });
  await page.goto(server.url);
  assert.is(await first.getAttribute('data-mark'), 'confirmed', 'the same rows, judged again');
  await writeRun(server.dir, { asOf: '2026-03-01T07:30:00.000Z' });
  await page.goto(server.url);
  assert.is(await first.getAttribute('data-mark'), 'none', 'other rows');
});

test('what was begun of one record never comes to another: a run over other rows waits, one over the same rows keeps it', async () => {
  const server = await serveDashboard({ token: TOKEN, allowAck: true });
  const rows = 'the same rows';
  await writeRun(server.dir, { rows });
  const { page } = await visit(server.url);
  await signIn(page);
  await page.waitForSelector('html[data-live=open]');
  const summary = page.locator('.anomaly[data-row="14"] summary');
  const note = page.locator('#ack-form-14 [name=note]');
  await summary.focus();
  await page.keyboard.press('Enter');
  const again = await writeRun(server.dir, { rows, asOf: '2026-03-01T06:30:00.000Z' });
  await page.waitForSelector(`body[data-run="${again.runId}"]`);
  assert.is(await page.evaluate('document.activeElement.dataset.focus'), 'row-14', 'it is the same record');
  assert.ok(await note.isVisible());

  await note.fill('bird strike');
  await summary.focus();
  const { runId } = await writeRun(server.dir, { asOf: '2026-03-01T07:00:00.000Z' });
  await page.waitForSelector('#live:has-text("A note is not sent yet") button');
  await page.keyboard.press('c'); // marks the row that is shown, though another stands in its place by now
  await page.waitForSelector('#mark-14[data-mark=confirmed]:has-text("bird strike")');
  assert.is(await page.getAttribute('body', 'data-run'), again.runId);
  await page.click('#live button');
  await page.waitForSelector(`body[data-run="${runId}"]`);
  assert.is(await page.locator('.anomaly details[open]').count(), 0);
  assert.is(await note.inputValue(), '');
  assert.is(await page.getAttribute('#mark-14', 'data-mark'), 'none');
  assert.not.match(await page.evaluate('document.activeElement.dataset.focus ?? ""'), /^row/);
});

test('a form marks a row without a script, and leads back to it', async () => {
  const server = await serveDashboard({ token: TOKEN, allowAck: true });
  await writeRun(server.dir);
  const { page } = await visit(server.url, { javaScriptEnabled: false });
  await signIn(page);
  assert.is(await page.locator('meta[http-equiv=refresh]').count(), 0, 'a note that is being typed stays');
  assert.is(await page.getByRole('link', { name: 'Read again' }).count(), 1);
  const row = page.locator('#mark-14');
  await page.locator('.anomaly[data-row="14"] summary').click();
  const form = page.locator('#ack-form-14');
  await form.locator('[name=note]').fill('known');
  await Promise.all([page.waitForURL(/#mark-14$/), form.getByRole('button', { name: 'False alarm' }).click()]);
  assert.match(await row.innerText(), /False alarm\s+known/);
  assert.match(await page.locator('#mark-counts').innerText(), /1 marked: 0 confirmed, 1 false alarm of 60/);
});

test('what the server refuses is said where it was asked, and a reader sees marks without a form', async () => {
  const server = await serveDashboard({ token: TOKEN, allowAck: true });
  await writeRun(server.dir);
  const { page, faults } = await visit(server.url);
  await signIn(page);
  await page.locator('#mark-0').click();
  await page.locator('#ack-form-0 [name=note]').fill('a\u202eb');
  await page.locator('#ack-form-0').getByRole('button', { name: 'Confirm' }).click();
  await page.waitForSelector('#ack-form-0 .ack-said:has-text("U+202E")');
  faults.splice(0, faults.length, ...faults.filter((fault) => !/status of 400/.test(fault)));

  await page.locator('#ack-form-0 [name=note]').fill('seen');
  await page.locator('#ack-form-0').getByRole('button', { name: 'Confirm' }).click();
  await page.waitForSelector('#mark-0[data-mark=confirmed]');

  const reader = await serveDashboard({ artifactsDir: server.dir });
  const other = await visit(reader.url);
  assert.match(await other.page.locator('#mark-counts').innerText(), /1 marked/);
  assert.is(await other.page.locator('.ack-form').count(), 0);
});

test.run();
