import type { BrowserContext, Page } from 'playwright-core';
import { type Callback, suite, type Test } from 'uvu';
import * as assert from 'uvu/assert';
import { BrowserProfiles, type Profile, type ProfileOptions } from './browser-profiles.ts';
import { findChromium } from './find-chromium.ts';

/** A page with what it did wrong: errors of its console, and requests that left its origin. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly faults: string[];
  /** On to another address, also of another server. */
  go(url: string): Promise<void>;
}

export interface VisitOptions extends ProfileOptions {
  readonly viewport?: { width: number; height: number };
  readonly colorScheme?: 'light' | 'dark';
}

export interface BrowserSuite {
  readonly test: Test;
  /** Opens an address in a profile in which nothing was done before. */
  visit(url: string, options?: VisitOptions): Promise<Visit>;
}

/** Of all suites of this process, and as many of them as have not ended. */
let profiles: BrowserProfiles | undefined;
let suites = 0;

/**
 * A suite in a real Chromium, one for all suites of the process; every visit ends with its test, and a fault of any page fails
 * that test. Without a browser it fails where CI is set, and is skipped elsewhere.
 */
export function browserSuite(name: string): BrowserSuite {
  const executablePath = findChromium();
  const test = suite(name);
  if (executablePath === undefined) {
    const missing = suite(name);
    const reason = 'expected Chromium (Debian: apt-get install chromium, or its path in CHROME_PATH), found none';
    if (process.env.CI) missing(reason, () => assert.unreachable(reason));
    else missing.skip(reason);
    const never = Object.assign(() => {}, { before: test.before, after: test.after, only: () => {}, skip: () => {}, run: missing.run });
    return { test: never as unknown as Test, visit: () => Promise.reject(new Error(reason)) };
  }
  profiles ??= new BrowserProfiles(executablePath);
  const shared = profiles;
  suites++;
  const visited: Profile[] = [];
  test.after(() => (--suites === 0 ? shared.close() : undefined));
  /** Not in a hook: what a hook throws takes the place of what the test itself had to say. */
  const watch = (handler: Callback): Callback => {
    return async (state) => {
      try {
        await handler(state);
      } catch (error) {
        const failed = visited.splice(0);
        const faults = failed.flatMap((profile) => profile.faults);
        if (error instanceof Error && faults.length > 0) error.message += `\n    the page: ${faults.join('; ')}`;
        await Promise.all(failed.map(({ context }) => context.close()));
        throw error;
      }
      const faults = await Promise.all(visited.splice(0).map((profile) => shared.takeBack(profile)));
      assert.equal(faults.flat(), []);
    };
  };
  const watched = Object.assign((title: string, handler: Callback) => test(title, watch(handler)), {
    ...test,
    only: (title: string, handler: Callback) => test.only(title, watch(handler)),
  });
  const visit = async (url: string, { viewport, colorScheme, ...options }: VisitOptions = {}): Promise<Visit> => {
    const profile = await shared.lend(options);
    visited.push(profile);
    const { page, context, origins, faults } = profile;
    await page.setViewportSize(viewport ?? { width: 1280, height: 720 });
    await page.emulateMedia({ media: null, colorScheme: colorScheme ?? 'light' });
    const go = async (next: string) => {
      origins.add(new URL(next).origin);
      await page.goto(next);
    };
    await go(url);
    return { page, context, faults, go };
  };
  return { test: watched, visit };
}
