import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runJson, runOads, scratchDir } from '../support/cli.ts';
import { SAME, writeProbePlugin } from '../support/probe-plugin.ts';

const test = suite('plugins/instances');

test('a plugin is given the host’s own modules, linked and installed, and keeps its own dependencies', async () => {
  const { dir, remove } = await scratchDir();
  const plugin = writeProbePlugin(path.join(dir, 'probe'), 'oads-plugin-probe');
  const env = { OADS_DATA_DIR: path.join(dir, 'data'), HOME: dir, npm_config_offline: 'true' };
  for (const how of ['link', 'install']) {
    const { code, stderr } = await runOads(['plugins', how, plugin], { env, cwd: dir });
    assert.is(code, 0, stderr);
    const { json } = await runJson<{ plugins: { pipelines: { description: string }[] }[] }>(['plugins'], { env, cwd: dir });
    assert.equal(JSON.parse(json.plugins[0].pipelines[0].description), SAME, how);
  }
  await remove();
});

test.run();
