import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findBinary, hasBinary, sharedCache } from '../support/binary.ts';
import { runJson, runOads, scratchDir } from '../support/cli.ts';
import { packPlugins } from '../support/pack-plugins.ts';
import { SAME, writeProbePlugin } from '../support/probe-plugin.ts';

const test = suite('the single executable: plugins');

interface Installed {
  readonly name: string;
  readonly problem: string | null;
  readonly root: string;
  readonly pipelines: readonly { id: string; config: string; description: string }[];
}

if (hasBinary) {
  const binary = await findBinary();
  const scratch = await scratchDir();
  const home = path.join(scratch.dir, 'home');
  mkdirSync(home);
  test.after(() => scratch.remove());

  /** No node, npm or sh is found, and no registry answers. */
  const env = {
    PATH: '',
    HOME: home,
    OADS_CACHE_DIR: sharedCache,
    OADS_DATA_DIR: path.join(scratch.dir, 'data'),
    npm_config_registry: 'http://127.0.0.1:9/',
  };
  const inside = { command: [binary], env, cwd: scratch.dir };

  test('an institution’s plugin installs without node, npm, sh and network, and its pipeline gives the same bytes as on Node', async () => {
    // One of them: that all three install and run is the acceptance test of the executable.
    const packed = await packPlugins(scratch.dir, ['un-logistics']);
    const files = [...packed.values()].map(({ file }) => file);
    const { code, json, stdout } = await runJson<{ installed: Installed[] }>(['plugins', 'install', ...files], inside);
    assert.is(code, 0, stdout);
    assert.equal(
      json.installed.map(({ problem }) => problem),
      files.map(() => null),
    );
    for (const short of packed.keys()) {
      const { pipelines } = json.installed.find(({ name }) => name.endsWith(`-${short}`)) as Installed;
      const ready = pipelines.find(({ config }) => config.endsWith(`${short}.yaml`))?.id ?? '';
      const args = ['run', '-c', ready, '--artifacts'];
      const [own, plain] = [path.join(scratch.dir, short, 'own'), path.join(scratch.dir, short, 'plain')];
      const ran = await runOads([...args, own], inside);
      assert.is(ran.code, 0, ran.stderr);
      // Of oads on Node, with the very same plugins.
      await runOads([...args, plain], { env: { ...env, PATH: process.env.PATH ?? '' }, cwd: scratch.dir });
      assert.equal(readLatest(own), readLatest(plain), short);
    }
  });

  test('a plugin is given the host’s own modules, linked and installed, and keeps its own dependencies', async () => {
    const dir = writeProbePlugin(path.join(scratch.dir, 'probe'), 'oads-plugin-probe');
    const options = { ...inside, env: { ...env, OADS_DATA_DIR: path.join(scratch.dir, 'probed') } };
    for (const how of ['link', 'install']) {
      assert.is((await runOads(['plugins', how, dir], options)).code, 0, how);
      const { json } = await runJson<{ plugins: Installed[] }>(['plugins'], options);
      assert.equal(JSON.parse(json.plugins[0].pipelines[0].description), SAME, how);
    }
  });
} else {
  test.skip('an executable is made for Linux on x64 and arm64 alone', () => {});
}

/** All files of the newest run but the manifest, which tells when it ran. */
function readLatest(artifacts: string): Record<string, string> {
  const [pipeline] = readdirSync(artifacts);
  const latest = realpathSync(path.join(artifacts, pipeline, 'latest'));
  assert.ok(existsSync(path.join(latest, 'manifest.json')));
  const names = readdirSync(latest).filter((name) => name !== 'manifest.json');
  return Object.fromEntries([
    ...names.map((name) => [name, readFileSync(path.join(latest, name), 'latin1')]),
    ['run', path.basename(latest)],
  ]);
}

test.run();
