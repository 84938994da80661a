import * as assert from 'uvu/assert';
import { writeRun } from '../support/artifacts.ts';
import { browserSuite } from '../support/browser.ts';
import { closeDashboards, serveDashboard } from '../support/dashboard.ts';

const TOKEN = 'a-token-of-the-tests';
const { test, visit } = browserSuite('browser/sign-in');
test.after.each(closeDashboards);

test('a person signs in by the keyboard, comes to the page that was asked for, and signs out', async () => {
  const server = await serveDashboard({ token: TOKEN });
  const { runId } = await writeRun(server.dir);
  const { page, context } = await visit(`${server.url}/?pipeline=demo&run=${runId}`);
  assert.is(new URL(page.url()).pathname, '/login');
  assert.is(await page.evaluate('document.activeElement.id'), 'token');
  await page.keyboard.type(TOKEN);
  await page.keyboard.press('Enter');
  await page.waitForSelector(`body[data-run="${runId}"]`);
  assert.is(page.url(), `${server.url}/?pipeline=demo&run=${runId}`);
  const [cookie] = await context.cookies();
  assert.equal([cookie.httpOnly, cookie.sameSite, cookie.secure], [true, 'Strict', false]);
  assert.is(await page.evaluate('document.cookie'), '');

  await page.goto(`${server.url}/logout`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#token');
  assert.equal(await context.cookies(), []);
  await page.goto(server.url);
  assert.is(new URL(page.url()).pathname, '/login');
});

test('without a script, on a phone: a wrong token is told, the right one opens the page', async () => {
  const server = await serveDashboard({ token: TOKEN });
  await writeRun(server.dir);
  const { page, faults } = await visit(server.url, { javaScriptEnabled: false, viewport: { width: 360, height: 640 } });
  await page.fill('#token', '<script>alert(1)</script>');
  await page.click('button');
  assert.match(await page.innerText('[role=alert]'), 'not the token of this server');
  // Chromium itself notes the 401 of the form.
  faults.splice(0, faults.length, ...faults.filter((fault) => !fault.includes('401')));
  const box = await page.locator('form').boundingBox();
  assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 360, JSON.stringify(box));
  await page.fill('#token', TOKEN);
  await page.click('button');
  await page.waitForSelector('body[data-state="ok"]');
});

test.run();
