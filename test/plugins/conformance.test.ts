import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Fixtures, Register } from '../../src/core/plugin/api.ts';
import { testContributions } from '../../src/core/plugin/testing/test-contributions.ts';
import { root } from '../support/cli.ts';
import { hostApi } from '../support/host-api.ts';

const test = suite('plugins/conformance');
const plugins = path.join(root, 'plugins');

/** The default export of a source of a plugin. */
async function importDefault<T>(dir: string, file: string): Promise<T> {
  return ((await import(pathToFileURL(path.join(dir, file)).href)) as { default: T }).default;
}

for (const name of readdirSync(plugins)) {
  test(`${name} keeps the laws of the API`, async () => {
    const dir = path.join(plugins, name);
    const { name: full, version } = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8')) as { name: string; version: string };
    const register = await importDefault<Register>(dir, 'src/register.ts');
    const fixtures = existsSync(path.join(dir, 'conformance.ts')) ? await importDefault<Fixtures>(dir, 'conformance.ts') : {};
    const contributions = await register(await hostApi());
    const results = await testContributions({ name: full, version, dir, contributions, fixtures });
    const { loaders = [], checks = [], features = [], pipelines = [] } = contributions;
    for (const [kind, items] of Object.entries({ loaders, checks, features, pipelines })) assert.ok(items.length > 0, `no ${kind}`);
    assert.equal(
      results.filter(({ problem }) => problem !== null).map(({ subject, law, problem }) => `${subject}: ${law}: ${problem}`),
      [],
    );
  });
}

test.run();
