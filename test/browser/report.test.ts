import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as assert from 'uvu/assert';
import { renderReport } from '../../src/core/dashboard/report/render-report.ts';
import { writeRun } from '../support/artifacts.ts';
import { browserSuite } from '../support/browser.ts';

const { test, visit } = browserSuite('browser/report');

test('a report opens from a disk with its styles, and asks for nothing', async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'oads-report-'));
  try {
    await writeRun(dir, { level: 'qualified' });
    const { html } = await renderReport({ artifactsDir: dir, pipeline: 'demo', run: null, now: new Date('2026-03-01T08:00:00.000Z') });
    const file = path.join(dir, 'report.html');
    await writeFile(file, html);
    const { page } = await visit(pathToFileURL(file).href);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.reload();
    assert.equal(asked, [pathToFileURL(file).href]);
    assert.match(await page.locator('.verdict').innerText(), /qualified/i);
    assert.is(await page.evaluate("getComputedStyle(document.querySelector('.trust')).borderTopStyle"), 'solid');
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

test.run();
