import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runJson, scratchDir } from '../../support/cli.ts';
import { linkPlugins } from '../../support/link-plugins.ts';

const test = suite('cli/plugins: two of one short name');
const { dir, remove } = await scratchDir();
test.after(remove);

test('a short name that is of two removes none; a name in full does', async () => {
  const names = ['@desk/plugin-port', '@quay/oads-plugin-port'];
  const roots = names.map((name, at) => {
    const root = path.join(dir, String(at));
    mkdirSync(root);
    const oclif = { hooks: { 'oads:register': './register.cjs' } };
    writeFileSync(path.join(root, 'package.json'), JSON.stringify({ name, version: '1.0.0', oclif }));
    writeFileSync(path.join(root, 'register.cjs'), 'module.exports = () => ({ apiVersion: 1 });');
    return root;
  });
  const data = path.join(dir, 'data');
  linkPlugins(data, roots);
  const options = { env: { OADS_DATA_DIR: data }, cwd: dir };
  const before = readFileSync(path.join(data, 'package.json'), 'utf8');
  for (const command of ['uninstall', 'inspect', 'test']) {
    const { code, json } = await runJson<{ error: { code: string; message: string; hint: string } }>(['plugins', command, 'port'], options);
    const message = `expected one plugin, got "port", which may be ${names.join(' or ')}`;
    assert.equal(
      [code, json.error.code, json.error.message, json.error.hint],
      [2, 'OADS_USAGE_PLUGIN', message, 'name it in full'],
      command,
    );
  }
  assert.is(readFileSync(path.join(data, 'package.json'), 'utf8'), before);
  const { code, json } = await runJson<{ removed: string[] }>(['plugins', 'uninstall', names[0]], options);
  assert.equal([code, json.removed], [0, [names[0]]]);
});

test.run();
