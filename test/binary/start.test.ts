import { existsSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findBinary, hasBinary, sharedCache } from '../support/binary.ts';
import { npmCommand, runOads, scratchDir } from '../support/cli.ts';

const test = suite('the single executable: start');

if (hasBinary) {
  const binary = await findBinary();
  const npm = { command: npmCommand };
  const oads = (args: readonly string[], env: Record<string, string> = {}) => runOads(args, { command: [binary], env });

  test('--version is answered without unpacking anything', async () => {
    const { dir, remove } = await scratchDir();
    const cache = path.join(dir, 'cache');
    for (const asked of ['--version', '-v', 'version']) {
      const [inside, plain] = await Promise.all([oads([asked], { OADS_CACHE_DIR: cache }), runOads([asked], npm)]);
      assert.equal(
        { ...inside, stdout: inside.stdout.replace(/node-v\S+/, 'node') },
        { ...plain, stdout: plain.stdout.replace(/node-v\S+/, 'node') },
      );
    }
    assert.not(existsSync(cache));
    await remove();
  });

  test('--help and a usage error are those of bin/run.js', async () => {
    for (const args of [['--help'], ['check', '--help'], ['chekc'], ['check', '--jsno']]) {
      const [inside, plain] = await Promise.all([oads(args, { OADS_CACHE_DIR: sharedCache }), runOads(args, npm)]);
      const unpacking = /^oads: unpacking .*\n/;
      assert.is(inside.stdout.replace(/node-v\S+/, 'node'), plain.stdout.replace(/node-v\S+/, 'node'));
      assert.is(inside.stderr.replace(unpacking, ''), plain.stderr);
      assert.is(inside.code, plain.code);
    }
  });

  test('the natives work: doctor finds nothing wrong', async () => {
    const { code, stdout } = await oads(['doctor'], { OADS_CACHE_DIR: sharedCache });
    assert.is(code, 0, stdout);
    assert.match(stdout, /PASS {2}polars/);
    assert.match(stdout, /PASS {2}onnx runtime/);
  });
} else {
  test.skip('an executable is made for Linux on x64 and arm64 alone', () => {});
}

test.run();
