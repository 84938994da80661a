import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Its icon is none, so that nobody asks for one. */
const BLANK = '<!doctype html><link rel=icon href=data:,>';

export interface ProfileOptions {
  readonly javaScriptEnabled?: boolean;
  /** No later test gets it: for what cannot be taken back, as `page.clock`. */
  readonly alone?: boolean;
}

/** A profile of the browser and its first page, with what is noted of a visit. */
export interface Profile {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly javaScriptEnabled: boolean;
  readonly alone: boolean;
  /** What the page may ask. */
  readonly origins: Set<string>;
  faults: string[];
}

/**
 * A Chromium, started when it is first asked for, and its profiles. Chromium takes most of a CPU second to open one with its window:
 * the next test gets the one of the test before, with nothing left in it.
 */
export class BrowserProfiles {
  readonly #executablePath: string;
  readonly #free: Profile[] = [];
  #browser: Browser | undefined;
  #blank: Server | undefined;

  constructor(executablePath: string) {
    this.#executablePath = executablePath;
  }

  async lend({ javaScriptEnabled = true, alone = false }: ProfileOptions): Promise<Profile> {
    const index = alone ? -1 : this.#free.findLastIndex((one) => one.javaScriptEnabled === javaScriptEnabled);
    if (index >= 0) return this.#free.splice(index, 1)[0];
    // Chromium's own sandbox needs privileges that root in a container does not have.
    const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--renderer-process-limit=1'];
    this.#browser ??= await chromium.launch({ executablePath: this.#executablePath, args });
    const context = await this.#browser.newContext({ timezoneId: 'Asia/Tokyo', javaScriptEnabled });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const profile: Profile = { context, page, javaScriptEnabled, alone, origins: new Set(), faults: [] };
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') profile.faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => profile.faults.push(`error: ${error.message}`));
    context.on('request', (request) => {
      if (!profile.origins.has(new URL(request.url()).origin)) profile.faults.push(`request: ${request.url()}`);
    });
    return profile;
  }

  /** Leaves the page, and takes from the profile what the visit left: the next server may have the same port. Returns the faults. */
  async takeBack(profile: Profile): Promise<string[]> {
    const { context, page, origins, faults } = profile;
    if (profile.alone) {
      await context.close();
      return faults;
    }
    for (const other of context.pages()) if (other !== page) await other.close();
    await page.unrouteAll();
    const blank = await this.#openBlank();
    origins.add(blank);
    await page.goto(blank);
    // No pointer stays over what comes next.
    await page.mouse.move(0, 0);
    await context.clearCookies();
    const session = await context.newCDPSession(page);
    await session.send('Network.clearBrowserCache');
    for (const origin of origins) await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
    await session.detach();
    origins.clear();
    profile.faults = [];
    this.#free.push(profile);
    return faults;
  }

  /** Of the dashboards' own site: Chromium starts a process for each change of site. */
  async #openBlank(): Promise<string> {
    const server = this.#blank ?? createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(BLANK));
    this.#blank = server;
    if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    this.#blank?.close();
  }
}
