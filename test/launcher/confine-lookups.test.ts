import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { confine } from '../../src/launcher/confine-lookups.ts';
import { scratchDir } from '../support/cli.ts';

const test = suite('launcher: confine lookups');

/** As Node: all directories above, then the global ones. */
const lookup = (_request: string, parent?: { filename?: string | null; paths?: readonly string[] } | null) => [
  ...(parent?.paths ?? []),
  '/home/u/.node_modules',
];

test('the program finds what it carries and nothing above; what lies elsewhere finds all that Node does', async () => {
  const { dir, remove } = await scratchDir();
  const [root, link] = [path.join(realpathSync(dir), 'root'), path.join(dir, 'link')];
  mkdirSync(root);
  symlinkSync(root, link);
  const [own, nested] = [path.join(root, 'node_modules'), path.join(root, 'node_modules/debug/node_modules')];
  const paths = [nested, own, path.join(dir, 'node_modules'), '/tmp/node_modules', '/node_modules'];
  for (const given of [root, link]) {
    const confined = confine(lookup, given);
    assert.equal(confined('supports-color', { filename: path.join(root, 'node_modules/debug/node.js'), paths }), [nested, own]);
    assert.equal(confined('typescript', { filename: null, paths }), [nested, own], 'require.resolve with paths');
    for (const filename of ['/home/u/plugin/index.js', `${root}-evil/index.js`]) {
      const plugin = { filename, paths: ['/home/u/plugin/node_modules'] };
      assert.equal(confined('pg', plugin), ['/home/u/plugin/node_modules', '/home/u/.node_modules']);
    }
    assert.equal(confined('pg', null), ['/home/u/.node_modules']);
  }
  assert.is(confine(() => null, root)('node:fs', { filename: path.join(root, 'a.js') }), null);
  await remove();
});

test.run();
