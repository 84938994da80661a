// The pictures of docs/dashboard.md: `npm run screenshots [-- SCENE …]`. Needs Chromium; takes a minute or two.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { createApp } from '../src/core/dashboard/create-app.ts';
import { startServer } from '../src/core/dashboard/start-server.ts';
import { findChromium } from '../test/support/find-chromium.ts';
import { AS_OF, makeScenes } from './screenshots/scenes.mjs';

const target = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs', 'images', 'dashboard');
const DESK = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 } };
const seenAt = new Date(Date.parse(AS_OF) + 15 * 60_000);

const scratch = mkdtempSync(join(tmpdir(), 'oads-screenshots-'));
const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-dev-shm-usage'] });
try {
  mkdirSync(target, { recursive: true });
  const scenes = await makeScenes(scratch, (line) => console.error(line));
  for (const scene of scenes) await takePicture(scene, `${scene.name}.png`, DESK);
  const [certified] = scenes;
  await takePicture(certified, 'dark.png', { ...DESK, colorScheme: 'dark' });
  await takePicture(certified, 'phone.png', PHONE);
  await takePicture(certified, 'history.png', DESK, { part: '#history' });
  await takePicture(certified, 'row.png', DESK, { part: '#anomalies', open: '.anomaly details' });
} finally {
  await browser.close();
  rmSync(scratch, { recursive: true, force: true });
}

async function takePicture({ artifacts, seenAfterMs = 0 }, name, context, { part, open } = {}) {
  const now = () => new Date(seenAt.getTime() + seenAfterMs);
  const log = { warn: console.error, error: console.error };
  const server = await startServer(createApp({ artifactsDir: artifacts, now, log, staleAfterSeconds: 26 * 3600 }), { port: 0 });
  try {
    const page = await browser.newPage({ ...context, reducedMotion: 'reduce', timezoneId: 'UTC' });
    await page.goto(server.url, { waitUntil: 'networkidle' });
    if (open) await page.locator(open).first().locator('summary').click();
    const shown = part === undefined ? undefined : await page.locator(part).boundingBox();
    // Of a tall part its beginning: the picture is to be read, not scrolled.
    const clip = shown && { ...shown, height: Math.min(shown.height, 700) };
    writeFileSync(join(target, name), await page.screenshot({ animations: 'disabled', ...(clip && { clip, fullPage: true }) }));
    console.error(`docs/images/dashboard/${name}`);
    await page.close();
  } finally {
    await server.close();
  }
}
