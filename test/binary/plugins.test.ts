import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findBinary, hasBinary, sharedCache } from '../support/binary.ts';
import { runJson, runOads, scratchDir } from '../support/cli.ts';
import { whyNoBareRoot } from '../support/executable/bare-root.ts';
import { packPlugins } from '../support/pack-plugins.ts';
import { SAME, writeProbePlugin } from '../support/probe-plugin.ts';
import { readLatest } from '../support/read-latest.ts';
import { listStrays, OWN_INTERFACES, readCalls, straceTo, USER_DATABASE, whyUntraceable } from '../support/trace-calls.ts';

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

  // Where it has a root directory of its own, chroot.test.ts shows the same of all three: there is nothing else at all to be found.
  const inPlain: typeof test | undefined = whyNoBareRoot() === undefined ? undefined : test;
  inPlain?.(
    'an institution’s plugin installs without node, npm, sh and network, and its pipeline gives the same bytes as on Node',
    async () => {
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
    },
  );

  const isTraced = whyUntraceable() === undefined;
  const alone = isTraced ? '; installing connects to nothing, and makes nothing in the home but the data directory' : '';
  test(`a plugin is given the host’s own modules, linked and installed, and keeps its own dependencies${alone}`, async () => {
    const dir = writeProbePlugin(path.join(scratch.dir, 'probe'), 'oads-plugin-probe');
    const [tmp, trace] = [path.join(scratch.dir, 'tmp'), path.join(scratch.dir, 'trace')];
    mkdirSync(tmp);
    const options = { ...inside, env: { ...env, TMPDIR: tmp, NODE_COMPILE_CACHE: undefined, OADS_DATA_DIR: undefined } };
    for (const how of ['link', 'install']) {
      const command = isTraced && how === 'install' ? [...straceTo(trace), binary] : inside.command;
      const { code, stderr } = await runOads(['plugins', how, dir], { ...options, command });
      assert.is(code, 0, `${how}: ${stderr}`);
      const { json } = await runJson<{ plugins: Installed[] }>(['plugins'], options);
      assert.equal(JSON.parse(json.plugins[0].pipelines[0].description), SAME, how);
    }
    if (!isTraced) return;
    const { sockets, made } = readCalls(trace, scratch.dir);
    assert.equal(
      sockets.filter((call) => !USER_DATABASE.test(call) && !OWN_INTERFACES.test(call)),
      [],
    );
    assert.ok(made.length > 0, 'the trace sees what is made');
    assert.equal(listStrays(made, [tmp, sharedCache, path.join(home, '.local', 'share', 'oads-binary')]), []);
  });
} else {
  test.skip('an executable is made for Linux on x64 and arm64 alone', () => {});
}

test.run();
