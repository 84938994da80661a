import { spawn } from 'node:child_process';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { executable, root, scratchDir } from '../support/cli.ts';

const test = suite('npm start');
/** It starts bin/run.js: an executable under test has no part in it. */
const start = executable ? test.skip : test;

start('runs the real pipeline on 3 million flights in a real PostgreSQL, serves the dashboard, stops cleanly on Ctrl-C', async () => {
  const { dir, remove } = await scratchDir();
  try {
    const args = ['scripts/start.mjs', '--port', '0', '--artifacts', path.join(dir, 'artifacts'), '--data', path.join(dir, 'postgres')];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
    let stdout = '';
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
        const found = /dashboard (http:\/\/127\.0\.0\.1:\d+)/.exec(stdout);
        if (found) resolve(found[1]);
      });
      closed.then(() => reject(new Error(`it ended early: ${stderr}`)));
    });
    assert.match(stderr, /1\/4 .*PostgreSQL[\s\S]*2\/4 [\s\S]*3\/4 oads run[\s\S]*4\/4 oads serve/);
    assert.match(stdout, /^rows processed\s+119,542 /m);
    assert.match(stdout, /^trust level\s+certified$/m);
    const health = (await (await fetch(`${url}/health`)).json()) as { status: string };
    assert.is(health.status, 'ok');
    const page = await (await fetch(url)).text();
    assert.match(page, /certified/i);

    child.kill('SIGINT');
    assert.is(await closed, 0, stderr);
    assert.match(stderr, /stopped\n$/);
    await assertRefused(url);
  } finally {
    await remove();
  }
});

async function assertRefused(url: string): Promise<void> {
  let refused = false;
  try {
    await fetch(`${url}/health`);
  } catch {
    refused = true;
  }
  assert.ok(refused, 'the dashboard is gone');
}

test.run();
