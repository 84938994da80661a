import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { suite, type Test } from 'uvu';
import * as assert from 'uvu/assert';
import { findChromium } from './find-chromium.ts';

/** A page with what it did wrong: errors of its console, and requests that left its origin. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly faults: string[];
  /** On to another address, also of another server: cheaper than a new profile. */
  go(url: string): Promise<void>;
}

export interface BrowserSuite {
  readonly test: Test;
  /** Opens a new, empty profile at an address. */
  visit(url: string, options?: BrowserContextOptions): Promise<Visit>;
}

/**
 * A suite in a real Chromium, one process for all its tests; every visit is closed after its test, and a fault of any page fails
 * that test. Without a browser it fails where CI is set, and is skipped elsewhere.
 */
export function browserSuite(name: string): BrowserSuite {
  const executablePath = findChromium();
  const test = suite(name) as Test;
  let browser: Browser | undefined;
  let visits: Visit[] = [];
  if (executablePath === undefined) {
    const missing = suite(name);
    const reason = 'expected Chromium (Debian: apt-get install chromium, or its path in CHROME_PATH), found none';
    if (process.env.CI) missing(reason, () => assert.unreachable(reason));
    else missing.skip(reason);
    const never = Object.assign(() => {}, { before: test.before, after: test.after, only: () => {}, skip: () => {}, run: missing.run });
    return { test: never as unknown as Test, visit: () => Promise.reject(new Error(reason)) };
  }
  test.before(async () => {
    // Chromium's own sandbox needs privileges that root in a container does not have.
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
  });
  test.after(async () => {
    await browser?.close();
  });
  test.after.each(async () => {
    const open = visits;
    visits = [];
    await Promise.all(open.map(({ context }) => context.close()));
    assert.equal(
      open.flatMap(({ faults }) => faults),
      [],
    );
  });
  const visit = async (url: string, options: BrowserContextOptions = {}): Promise<Visit> => {
    const context = await (browser as Browser).newContext({ timezoneId: 'Asia/Tokyo', ...options });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const faults: string[] = [];
    const origins = new Set<string>();
    const go = async (next: string) => {
      origins.add(new URL(next).origin);
      await page.goto(next);
    };
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
    context.on('request', (request) => {
      if (!origins.has(new URL(request.url()).origin)) faults.push(`request: ${request.url()}`);
    });
    const visited: Visit = { page, context, faults, go };
    visits.push(visited);
    await go(url);
    return visited;
  };
  return { test, visit };
}
