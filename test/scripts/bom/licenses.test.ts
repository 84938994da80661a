import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { layLicenses } from '../../../scripts/binary/lay-licenses.mjs';
import { readPackage } from '../../../scripts/bom/read-package.mjs';
import { UNLISTED, UNLISTED_HEADING } from '../../../scripts/bom/unlisted.mjs';
import { makeLicenses } from '../../../scripts/bom/write-licenses.mjs';
import { scratchDir } from '../../support/cli.ts';

const test = suite('licences');
const { dir, remove } = await scratchDir();

function makePackage(name: string, manifest: object, files: Record<string, string> = {}): string {
  const directory = path.join(dir, name);
  mkdirSync(directory);
  writeFileSync(path.join(directory, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...manifest }));
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(directory, file), text);
  return directory;
}

test('the texts of a package are its LICENSE and NOTICE files; equal ones are printed once', () => {
  const one = readPackage(
    makePackage('one', { license: 'MIT' }, { 'LICENSE.md': 'terms \r\nof one\n', NOTICE: 'notice', 'license.js': 'code' }),
  );
  assert.equal(one.texts, ['terms\nof one', 'notice']);
  const two = readPackage(makePackage('two', { license: '(MIT OR Apache-2.0)' }, { LICENCE: 'shared' }));
  const three = readPackage(makePackage('three', { license: 'ISC' }, { COPYING: 'shared' }));
  const text = makeLicenses([two, three, one], [{ heading: 'Node.js', text: 'terms of Node' }]);
  assert.match(text, /three 1\.0\.0 \(ISC\)\ntwo 1\.0\.0 \(MIT OR Apache-2\.0\)\n-+\n\nshared\n/);
  assert.is(text.split('shared').length, 2);
  assert.match(text, /-+\nNode\.js\n-+\n\nterms of Node\n$/);
});

test('a package without a text gets that of the licence it names, with its author', () => {
  const text = makeLicenses([readPackage(makePackage('silent', { license: 'MIT', author: { name: 'A. Author' } }))]);
  assert.match(text, /ships no text of its licence\. It says: MIT, author A\. Author\./);
  assert.match(text, /Permission is hereby granted, free of charge/);
});

test('of a licence that was looked up it is said where, and what the package says itself', () => {
  const { license, ...found } = readPackage(makePackage('nodejs-polars-linux-x64-gnu', { license: 'SEE LICENSE IN LICENSE' }));
  assert.is(license, 'MIT');
  const text = makeLicenses([{ license, ...found }]);
  assert.match(text, /It says: "SEE LICENSE IN LICENSE"\.\nThat this is MIT was looked up by hand, in the file LICENSE of nodejs-polars/);
  assert.not.match(text, /It says: MIT/);
});

test('the file of an executable tells what it does not list', () => {
  const file: { path: string; content?: string } = { path: 'dist/THIRD-PARTY-LICENSES.txt' };
  layLicenses([{ files: [file] }], [{ name: 'node', version: '24.0.0', purl: 'pkg:npm/node', texts: ['terms of Node'] }]);
  assert.ok(file.content?.includes(`${UNLISTED_HEADING}\n`) && file.content.endsWith(`\n${UNLISTED}\n`));
  for (const name of ['abseil', 'Eigen', 'protobuf', 'ThirdPartyNotices.txt', 'Cargo.toml']) assert.ok(UNLISTED.includes(name), name);
});

test('a licence that is not known stops the build', () => {
  for (const [name, license] of [
    ['nothing', undefined],
    ['words', 'SEE LICENSE IN LICENSE'],
    ['closed', 'UNLICENSED'],
    ['list', [{ type: 'MIT' }]],
  ] as const) {
    const directory = makePackage(name, { license });
    assert.throws(() => readPackage(directory), new RegExp(`expected the licence of ${name}@1\\.0\\.0 as SPDX writes it`));
  }
  const rare = readPackage(makePackage('rare', { license: 'Zlib' }));
  assert.throws(() => makeLicenses([rare]), /expected a text of the licence Zlib in rare/);
});

test.after(remove);
test.run();
