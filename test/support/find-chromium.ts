import { existsSync } from 'node:fs';

/** Where Debian, Ubuntu, Fedora and Chrome's own packages put it; CHROME_PATH names another. */
const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

export function findChromium(): string | undefined {
  return [process.env.CHROME_PATH, ...CANDIDATES].find((path) => path !== undefined && path !== '' && existsSync(path));
}
