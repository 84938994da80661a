import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findBinary, hasBinary, sharedCache } from '../support/binary.ts';
import { runJson, runOads, scratchDir, startOads } from '../support/cli.ts';
import { packTar } from '../support/pack-tar.ts';
import { servePackage } from '../support/package-registry.ts';

const test = suite('the single executable: faults of plugins');
const SHELL = '/bin/sh';

/** A plugin whose install script asks Node, by its name, what it is. */
const scripts = { postinstall: 'node note.cjs && node -p process.version >> ran.txt' };
const pjson = (name: string) => ({ name, version: '1.0.0', scripts, oclif: { hooks: { 'oads:register': './register.cjs' } } });
const pack = (name: string, register = 'module.exports = () => ({ apiVersion: 1 });') =>
  packTar([
    { name: 'package/package.json', content: JSON.stringify(pjson(name)) },
    { name: 'package/register.cjs', content: register },
    {
      name: 'package/note.cjs',
      content: `require('node:fs').writeFileSync('ran.txt', [require.main === module, process.argv.length, require('node:path').basename(process.execPath), ''].join('\\n'));`,
    },
  ]);

if (hasBinary) {
  const binary = await findBinary();
  const scratch = await scratchDir();
  const at = (...names: string[]) => path.join(scratch.dir, ...names);
  test.after(() => scratch.remove());
  for (const dir of ['home', 'bin']) mkdirSync(at(dir));
  const env = { PATH: '', HOME: at('home'), OADS_CACHE_DIR: sharedCache, npm_config_fetch_retries: '0' };
  const inside = (data: string, more: Record<string, string> = {}) => ({
    command: [binary],
    env: { ...env, OADS_DATA_DIR: at(data), ...more },
    cwd: scratch.dir,
  });
  const listed = async (data: string) =>
    (await runJson<{ plugins: { name: string; problem: string | null }[] }>(['plugins'], inside(data))).json.plugins.map(
      ({ name, problem }) => [name, problem],
    );

  (existsSync(SHELL) ? test : test.skip)(
    `a package of a registry, and its scripts where --allow-scripts says so${existsSync(SHELL) ? '' : `: there is no ${SHELL}`}`,
    async () => {
      symlinkSync(SHELL, at('bin', 'sh'));
      const name = '@desk/plugin-desk';
      const registry = await servePackage(pjson(name), pack(name));
      const ran = at('registry', 'node_modules', name, 'ran.txt');
      try {
        const options = inside('registry', { PATH: at('bin'), npm_config_registry: registry.url });
        const missing = await runOads(['plugins', 'install', '@desk/plugin-gone'], options);
        assert.is(missing.code, 4);
        assert.match(missing.stderr, /npm install failed: .*404/);
        assert.is((await runOads(['plugins', 'install', name], options)).code, 0);
        assert.not(existsSync(ran));
        await runOads(['plugins', 'uninstall', 'desk'], options);
        const { code, stderr } = await runOads(['plugins', 'install', '--allow-scripts', name], options);
        assert.is(code, 0, stderr);
        assert.match(readFileSync(ran, 'utf8'), /^true\n2\nnode\nv\d+\./);
      } finally {
        await registry.close();
      }
    },
  );

  test('an install that is asked to stop ends, and one that is killed is in nobody’s way', async () => {
    const file = at('late.tgz');
    writeFileSync(file, pack('oads-plugin-late'));
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const registry = await servePackage(pjson('oads-plugin-gone'), Buffer.alloc(0), { hangs: true });
      const { child, finished } = startOads(
        ['plugins', 'install', 'oads-plugin-gone'],
        inside('stopped', { npm_config_registry: registry.url }),
      );
      await registry.asked;
      child.kill(signal);
      if (signal === 'SIGKILL') await registry.close();
      const { code } = await finished;
      assert.is(code, signal === 'SIGINT' ? 130 : null);
      if (signal === 'SIGINT') await registry.close();
      assert.equal(await listed('stopped'), [], signal);
    }
    assert.is((await runOads(['plugins', 'install', file], inside('stopped'))).code, 0);
    assert.equal(await listed('stopped'), [['oads-plugin-late', null]]);
  });

  test('two at once install both; one for another API is refused and leaves nothing', async () => {
    const names = ['oads-plugin-one', 'oads-plugin-two'];
    for (const name of names) writeFileSync(at(`${name}.tgz`), pack(name));
    const both = await Promise.all(names.map((name) => runOads(['plugins', 'install', at(`${name}.tgz`)], inside('both'))));
    assert.equal(
      both.map(({ code }) => code),
      [0, 0],
    );
    writeFileSync(at('newer.tgz'), pack('oads-plugin-newer', 'module.exports = () => ({ apiVersion: 2 });'));
    const { code, stderr } = await runOads(['plugins', 'install', at('newer.tgz')], inside('both'));
    assert.is(code, 4);
    assert.match(stderr, /expected apiVersion 1, got 2/);
    assert.equal(
      await listed('both'),
      names.map((name) => [name, null]),
    );
    assert.equal(readdirSync(at('both', 'packed')).length, 2);
  });
} else {
  test.skip('an executable is made for Linux on x64 and arm64 alone', () => {});
}

test.run();
