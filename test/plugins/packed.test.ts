import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root, runJson, scratchDir } from '../support/cli.ts';
import { packPlugins } from '../support/pack-plugins.ts';

const test = suite('plugins/packed');
const plugins = path.join(root, 'plugins');
const names = readdirSync(plugins);
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let packed: Awaited<ReturnType<typeof packPlugins>>;

test.before(async () => {
  scratch = await scratchDir();
  packed = await packPlugins(scratch.dir);
});
test.after(() => scratch.remove());

interface Installed {
  problem: string | null;
  root: string;
  pipelines: { id: string; config: string }[];
}

for (const name of names) {
  test(`${name}: what package.json lists is in the package`, () => {
    const { files = [] } = packed.get(name) ?? {};
    const listed = (JSON.parse(readFileSync(path.join(plugins, name, 'package.json'), 'utf8')) as { files: string[] }).files;
    const absent = listed.filter((one) => !files.some((file) => file === one || file.startsWith(`${one}/`)));
    assert.equal(absent, []);
    const strays = files.filter((file) => /(?:^|\/)(?:src|test|node_modules)\//.test(file));
    assert.equal(strays, []);
  });

  test(`${name}: packed, installed into an empty data directory, its pipeline runs from there, offline`, async () => {
    const cwd = path.join(scratch.dir, `at-${name}`);
    mkdirSync(cwd);
    const OADS_DATA_DIR = path.join(cwd, 'data');
    // No registry answers there.
    const env = { OADS_DATA_DIR, HOME: cwd, npm_config_registry: 'http://127.0.0.1:9/', npm_config_offline: 'true' };
    const { file = '' } = packed.get(name) ?? {};
    const installed = await runJson<{ installed: Installed[] }>(['plugins', 'install', file], { env, cwd });
    assert.is(installed.code, 0, installed.stdout);
    assert.is(installed.stderr, '');
    const [{ problem, pipelines, root: place }] = installed.json.installed;
    assert.is(problem, null);
    assert.ok(place.startsWith(OADS_DATA_DIR), place);
    const ready = pipelines.find(({ config }) => config.endsWith(path.join('config', `${name}.yaml`)))?.id ?? '';
    assert.ok(ready, `expected a pipeline of config/${name}.yaml, got ${JSON.stringify(pipelines)}`);
    assert.equal(readdirSync(path.join(OADS_DATA_DIR, 'node_modules', '@oads')), [`plugin-${name}`], 'everything is bundled');

    const args = ['run', '-c', ready];
    const run = await runJson<{ summary: { anomaly_rate: { n: number } | null; trust_level: string } }>(args, { env, cwd });
    assert.is(run.code, 0, `${run.stdout.slice(0, 2000)}\n${run.stderr}`);
    assert.ok((run.json.summary.anomaly_rate?.n ?? 0) > 0, 'no row was scored');
    assert.ok(existsSync(path.join(cwd, 'artifacts')), 'artifacts are in the working directory');
  });
}

test.run();
