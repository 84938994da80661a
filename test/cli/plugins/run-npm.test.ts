import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { prepareNpmEnvironment } from '../../../src/cli/plugins/npm-environment.ts';
import { runNpm } from '../../../src/cli/plugins/run-npm.ts';
import { scratchDir } from '../../support/cli.ts';

const test = suite('cli/plugins/run-npm');

test('npm is told where packages come from and how to get there, and nothing else of a script that started oads', async () => {
  const settings = {
    npm_config_registry: 'http://127.0.0.1:9/npm/',
    'npm_config_@desk:registry': 'http://127.0.0.1:9/desk/',
    npm_config_https_proxy: 'http://127.0.0.1:9/proxy/',
    npm_config_noproxy: 'example.org',
    npm_config_cafile: '/nowhere/ca.pem',
    npm_config_strict_ssl: 'false',
    npm_config_prefix: '/nowhere/prefix',
    npm_config_save_dev: 'true',
    npm_config_cache: '/nowhere/cache',
    npm_lifecycle_event: 'test',
  };
  const { dir, remove } = await scratchDir();
  Object.assign(process.env, settings);
  try {
    const found = JSON.parse(await runNpm(['config', 'list', '--json'], dir)) as Record<string, unknown>;
    assert.is(found.registry, settings.npm_config_registry);
    assert.is(found['@desk:registry'], settings['npm_config_@desk:registry']);
    assert.is(found['https-proxy'], settings.npm_config_https_proxy);
    assert.equal(found.noproxy, ['example.org']);
    assert.is(found.cafile, settings.npm_config_cafile);
    assert.is(found['strict-ssl'], false);
    assert.is.not(found.prefix, settings.npm_config_prefix);
    assert.is(found['save-dev'], false);
    assert.is(found.cache, path.join(dir, 'npm-cache'), 'not in the home, where an uninstall would leave what was installed');
  } finally {
    for (const name of Object.keys(settings)) delete process.env[name];
    await remove();
  }
});

test('a cache that the user names is taken, one that npm names for a script is not', () => {
  const cacheOf = (env: Record<string, string>) => prepareNpmEnvironment('/data', env).npm_config_cache;
  assert.is(cacheOf({}), path.join('/data', 'npm-cache'));
  assert.is(cacheOf({ npm_config_cache: '/own' }), '/own');
  assert.is(cacheOf({ npm_config_cache: '/own', npm_lifecycle_event: 'test' }), path.join('/data', 'npm-cache'));
});

test.run();
