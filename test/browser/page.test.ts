import * as assert from 'uvu/assert';
import { writeRun } from '../support/artifacts.ts';
import { browserSuite } from '../support/browser.ts';
import { closeDashboards, serveDashboard } from '../support/dashboard.ts';

const { test, visit } = browserSuite('browser/page');
test.after.each(closeDashboards);

test('the first view answers without a script: trust, reasons, anomalies', async () => {
  const server = await serveDashboard();
  await writeRun(server.dir);
  const { page } = await visit(server.url, { javaScriptEnabled: false });
  assert.match(await page.locator('.verdict').innerText(), /certified/i);
  assert.ok((await page.locator('table.anomalies tbody tr').count()) > 0);
});

test.run();
