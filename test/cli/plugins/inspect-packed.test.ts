import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inspectPacked } from '../../../src/cli/plugins/inspect-packed.ts';
import { installPlugin } from '../../../src/cli/plugins/install-plugin.ts';
import { PluginError } from '../../../src/core/errors.ts';
import { scratchDir } from '../../support/cli.ts';
import { packTar, type TarFile } from '../../support/pack-tar.ts';

const test = suite('cli/plugins/inspect-packed');
const { dir, remove } = await scratchDir();
test.after(remove);

const plain: TarFile[] = [
  { name: 'package/package.json', content: '{"name":"oads-plugin-x","version":"1.0.0"}' },
  { name: 'package/register.js', content: 'export default () => ({});'.repeat(100) },
];
const whole = packTar(plain);
const limits = { packedBytes: 1 << 20, bytes: 1 << 16, files: 10 };

function write(content: Buffer): string {
  const file = path.join(dir, 'x.tgz');
  writeFileSync(file, content);
  return file;
}

test('what npm packs is taken, with long names however they are told, and has its digest', async () => {
  const { name, digest, bytes } = await inspectPacked(write(whole));
  assert.is(name, 'oads-plugin-x');
  assert.is(digest, createHash('sha256').update(whole).digest('hex'));
  assert.is(bytes, whole.length + 4 * 4096, 'two files, each of one block and what the file system needs for it');
  const long = `package/${'a'.repeat(200)}.js`;
  const record = ` path=${long}\n`;
  const named = `${record.length + 3}${record}`;
  await inspectPacked(
    write(
      packTar([
        ...plain,
        { name: 'PaxHeader', type: 'x', content: named },
        { name: 'package/a', content: 'x' },
        { name: '././@LongLink', type: 'L', content: `${long}\0` },
        { name: 'package/b' },
        { name: 'package/lib/', type: '5' },
      ]),
    ),
  );
});

test('what is damaged, leads outside, is no file, or is beyond the limits is refused in one line', async () => {
  const flipped = Buffer.from(whole);
  flipped[flipped.length - 6] ^= 1;
  const outside = (name: string) => packTar([...plain, { name, content: 'x' }]);
  const described = (content: string) => packTar([...plain, { name: 'other/package.json', content }]);
  const cases: [Buffer, RegExp][] = [
    [described('{bad'), /its package\.json is not JSON: Expected/],
    [described('[]'), /the name in its package\.json is undefined/],
    [described('null'), /the name in its package\.json is undefined/],
    ...['../../evil', '__proto__', 'constructor', ''].map((name): [Buffer, RegExp] => [
      described(JSON.stringify({ name, version: '1.0.0' })),
      /the name in its package\.json is/,
    ]),
    [described('{"name":"oads-plugin-x","version":"one"}'), /the version in its package\.json is one/],
    [Buffer.alloc(0), /ends|unexpected end/],
    [Buffer.from('<html>not found</html>'), /incorrect header check/],
    [whole.subarray(0, whole.length - 20), /unexpected end of file/],
    [flipped, /incorrect data check/],
    [gzipSync(Buffer.alloc(2000, 'x')), /no entry of a tar archive/],
    [gzipSync(gunzipSync(whole).subarray(0, 1200)), /ends in the middle/],
    [packTar(plain.slice(1)), /holds no package\.json/],
    [outside('package/../../escaped'), /"package\/\.\.\/\.\.\/escaped" leads outside/],
    [outside('/etc/escaped'), /"\/etc\/escaped" leads outside/],
    [outside('C:\\escaped'), /leads outside/],
    [
      packTar([...plain, { name: 'x', type: 'x', content: '27 path=package/../../hidden\n' }, { name: 'package/a' }]),
      /hidden" leads outside/,
    ],
    [packTar([...plain, { name: 'package/link', type: '2' }]), /neither a file nor a directory/],
    [packTar([...plain, { name: 'package/device', type: '4' }]), /neither a file nor a directory/],
    [packTar([...plain, { name: 'package/big', content: 'x'.repeat(limits.bytes) }]), /more than 65536 bytes/],
    [packTar(Array.from({ length: 11 }, (_, at) => ({ name: `package/${at}` }))), /more than 10 files/],
    [gzipSync(Buffer.concat([gunzipSync(whole), Buffer.alloc(1 << 20)])), /more than \d+ bytes/],
    [Buffer.alloc(limits.packedBytes + 1), /1048577 bytes; at most 1048576 are taken/],
  ];
  for (const [content, expected] of cases) {
    const error = await inspectPacked(write(content), limits).catch((thrown: unknown) => thrown);
    assert.instance(error, PluginError, String(expected));
    assert.match((error as Error).message, expected);
    assert.not.match((error as Error).message, /\n/);
  }
});

test('an install of what leads outside writes nothing, neither there nor in the data directory', async () => {
  mkdirSync(path.join(dir, 'deep'));
  const dataDir = path.join(dir, 'deep', 'data');
  const file = write(packTar([...plain, { name: 'package/../../../../escaped', content: 'x' }]));
  const error = await installPlugin(file, { dataDir, allowScripts: false, prove: async () => {} }).catch((thrown: unknown) => thrown);
  assert.instance(error, PluginError);
  assert.not.ok(existsSync(path.join(dir, 'escaped')));
  assert.equal(readdirSync(path.join(dataDir, 'packed')), []);
  assert.equal((JSON.parse(readFileSync(path.join(dataDir, 'package.json'), 'utf8')) as { oclif: { plugins: [] } }).oclif.plugins, []);
});

test.run();
