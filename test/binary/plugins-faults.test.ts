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
  if (existsSync(SHELL)) symlinkSync(SHELL, at('bin', 'sh'));
  /** All that is found by name is a shell, for scripts. */
  const env = { PATH: at('bin'), HOME: at('home'), OADS_CACHE_DIR: sharedCache, npm_config_fetch_retries: '0' };
  const inside = (data: string, more: Record<string, string> = {}) => ({
    command: [binary],
    env: { ...env, OADS_DATA_DIR: at(data), ...more },
    cwd: scratch.dir,
  });
  const listed = async (data: string) =>
    (await runJson<{ plugins: { name: string; problem: string | null }[] }>(['plugins'], inside(data))).json.plugins.map(
      ({ name, problem }) => [name, problem],
    );

  const desk = '@desk/plugin-desk';
  const ran = (data: string) => at(data, 'node_modules', desk, 'ran.txt');

  test('an install that is asked to stop ends, and one that is killed is in nobody’s way', async () => {
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
    const registry = await servePackage(pjson(desk), pack(desk));
    try {
      const options = inside('stopped', { npm_config_registry: registry.url });
      const missing = await runOads(['plugins', 'install', '@desk/plugin-gone'], options);
      assert.is(missing.code, 4);
      assert.match(missing.stderr, /npm install failed: .*404/);
      assert.is((await runOads(['plugins', 'install', desk], options)).code, 0);
    } finally {
      await registry.close();
    }
    assert.equal(await listed('stopped'), [[desk, null]]);
    assert.not(existsSync(ran('stopped')), 'no install script is run unasked');
  });

  (existsSync(SHELL) ? test : test.skip)(
    `the scripts of a package run where --allow-scripts says so${existsSync(SHELL) ? '' : `: there is no ${SHELL}`}`,
    async () => {
      const registry = await servePackage(pjson(desk), pack(desk));
      try {
        const options = inside('allowed', { npm_config_registry: registry.url });
        const { code, stderr } = await runOads(['plugins', 'install', '--allow-scripts', desk], options);
        assert.is(code, 0, stderr);
        assert.match(readFileSync(ran('allowed'), 'utf8'), /^true\n2\nnode\nv\d+\./);
      } finally {
        await registry.close();
      }
    },
  );

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
