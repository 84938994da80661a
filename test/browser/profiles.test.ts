import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import * as assert from 'uvu/assert';
import { browserSuite } from '../support/browser.ts';

const { test, visit } = browserSuite('browser/profiles');

const server = createServer((_, answer) =>
  answer.setHeader('content-type', 'text/html').end('<!doctype html><link rel=icon href=data:,><body>'),
);
test.before(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
test.after(() => void server.close());
const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

/** What an earlier visit to the same origin may have left. */
const look = (page: Page) =>
  page.evaluate(`({
    kept: [document.cookie, localStorage.length, sessionStorage.length],
    size: [innerWidth, innerHeight],
    dark: matchMedia('(prefers-color-scheme: dark)').matches,
    paper: matchMedia('print').matches,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  })`);
const FRESH = { kept: ['', 0, 0], size: [1280, 720], dark: false, paper: false, zone: 'Asia/Tokyo' };

let first: Page | undefined;

test('a visit leaves what it likes', async () => {
  const { page, context } = await visit(address(), { viewport: { width: 400, height: 300 }, colorScheme: 'dark' });
  first = page;
  await page.evaluate("document.cookie = 'a=1'; localStorage.setItem('a', '1'); sessionStorage.setItem('a', '1')");
  await page.emulateMedia({ media: 'print' });
  await page.route('**/*', (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<title>of a route</title>' }));
  assert.equal(await look(page), { kept: ['a=1', 1, 1], size: [400, 300], dark: true, paper: true, zone: 'Asia/Tokyo' });
  await (await context.newPage()).goto(address());
});

test('the next one has the same window, and finds nothing of it', async () => {
  const { page, context } = await visit(address());
  assert.ok(page === first);
  assert.equal(await look(page), FRESH);
  assert.is(await page.title(), '');
  assert.is(context.pages().length, 1);
});

test('beside it, alone or without scripts a visit has a window of its own', async () => {
  const visits = [await visit(address()), await visit(address()), await visit(address(), { alone: true })];
  const silent = await visit(address(), { javaScriptEnabled: false });
  assert.is(new Set([...visits, silent].map(({ page }) => page)).size, 4);
  for (const { page } of visits) assert.equal(await look(page), FRESH);
});

test.run();
