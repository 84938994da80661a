import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeCopyright } from '../../../scripts/debian/describe-package.mjs';
import { makeDeb } from '../../../scripts/debian/make-deb.mjs';
import { makeTar } from '../../../scripts/debian/make-tar.mjs';
import { writeDeb } from '../../../scripts/debian/write-deb.mjs';
import { root, scratchDir } from '../../support/cli.ts';

const test = suite('Debian package');
const EPOCH = 1_700_000_000;
const { dir, remove } = await scratchDir();
const run = (file: string, args: readonly string[]) =>
  spawnSync(file, args, { cwd: dir, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } });

/** A program of two lines in the place of the executable. */
function writeSmallDeb(name: string): string {
  const directory = path.join(dir, name);
  mkdirSync(directory);
  const binary = path.join(directory, 'oads-linux-x64');
  writeFileSync(binary, '#!/bin/sh\necho started\n');
  writeFileSync(`${binary}.cdx.json`, JSON.stringify({ components: COMPONENTS }));
  return writeDeb(root, binary, { arch: 'x64', licenses: 'terms\n', epoch: EPOCH });
}

const COMPONENTS = [
  { 'bom-ref': 'a', type: 'library', group: '@oclif', name: 'core', version: '5.1.9', licenses: [{ license: { id: 'MIT' } }], purl: 'a' },
  { 'bom-ref': 'b', type: 'library', name: 'ada', version: '4.0.0', licenses: [{ expression: 'MIT OR Apache-2.0' }], purl: 'b' },
];

interface Member {
  name: string;
  content: Buffer;
}

function readAr(bytes: Buffer): Member[] {
  assert.is(bytes.toString('latin1', 0, 8), '!<arch>\n');
  const members: Member[] = [];
  for (let at = 8; at < bytes.length; ) {
    const size = Number(bytes.toString('latin1', at + 48, at + 58));
    assert.is(bytes.toString('latin1', at + 58, at + 60), '`\n');
    members.push({ name: bytes.toString('latin1', at, at + 16).trim(), content: bytes.subarray(at + 60, at + 60 + size) });
    at += 60 + size + (size % 2);
  }
  return members;
}

const deb = writeSmallDeb('first');
const bytes = readFileSync(deb);

test('is an archive of three members, in the order that dpkg asks for', () => {
  assert.is(path.basename(deb), 'oads_0.1.0_amd64.deb');
  const [version, control, data, ...more] = readAr(bytes);
  assert.equal([version.name, control.name, data.name, more.length], ['debian-binary', 'control.tar.gz', 'data.tar.gz', 0]);
  assert.is(version.content.toString(), '2.0\n');
  const text = gunzipSync(control.content).toString('latin1');
  assert.match(text, /^Depends: libc6 \(>= 2\.28\), libgcc-s1 \| libgcc1, libstdc\+\+6 \(>= 7\)$/m);
  assert.match(text, /[0-9a-f]{32} {2}usr\/bin\/oads$/m);
  // Nothing runs when it is installed or removed.
  for (const script of ['postinst', 'preinst', 'prerm', 'postrm']) assert.not.match(text, script);
});

test('the same files give the same bytes, and its sum is beside it', () => {
  assert.ok(readFileSync(writeSmallDeb('second')).equals(bytes));
  assert.match(readFileSync(`${deb}.sha256`, 'utf8'), /^[0-9a-f]{64} {2}oads_0\.1\.0_amd64\.deb\n$/);
});

test('what its licences cover is listed for machines', () => {
  const text = makeCopyright(COMPONENTS);
  assert.match(text, /^Format: https:\/\/www\.debian\.org\/doc\/packaging-manuals\/copyright-format\/1\.0\/\n/);
  assert.match(text, /\n MIT:\n {2}@oclif\/core 5\.1\.9\n \.\n MIT OR Apache-2\.0:\n {2}ada 4\.0\.0\n/);
  assert.match(text, /\n\nFiles: \*\nCopyright: .+\nLicense: Apache-2\.0\n/);
  assert.match(text, /\n \.\n Not listed one by one: the libraries linked into Polars and ONNX Runtime\.\n \.\n The native/);
  assert.match(text, /\n ThirdPartyNotices\.txt in the sources/);
  // No line is empty within a paragraph, and no other begins without a field or a space.
  for (const line of text.split('\n')) assert.match(line, /^(?:$| |[A-Z][A-Za-z-]+: )/);
});

test('a path that the archive cannot hold is refused, not cut', () => {
  assert.throws(() => makeTar([{ path: 'x'.repeat(99), content: Buffer.from('') }], EPOCH), /expected a path of at most 100 bytes/);
});

if (run('dpkg-deb', ['--version']).error === undefined) {
  test('dpkg-deb reads it, and gives back what went in', () => {
    const listing = run('dpkg-deb', ['--contents', deb]);
    assert.is(listing.stderr, '');
    assert.match(listing.stdout, /^-rwxr-xr-x root\/root +\d+ 2023-11-14 22:13 \.\/usr\/bin\/oads$/m);
    assert.match(listing.stdout, /^drwxr-xr-x root\/root +0 2023-11-14 22:13 \.\/usr\/share\/man\/man1\/$/m);
    for (const line of listing.stdout.trim().split('\n')) assert.match(line, /^(?:d|-)rw.r-.r-. root\/root /);
    assert.is(run('dpkg-deb', ['--field', deb, 'Package', 'Architecture']).stdout, 'Package: oads\nArchitecture: amd64\n');
    const target = path.join(dir, 'unpacked');
    assert.is(run('dpkg-deb', ['--extract', deb, target]).status, 0);
    assert.ok(statSync(path.join(target, 'usr/bin/oads')).mode & 0o100);
    assert.is(run(path.join(target, 'usr/bin/oads'), []).stdout, 'started\n');
    assert.is(
      gunzipSync(readFileSync(path.join(target, 'usr/share/man/man1/oads.1.gz'))).toString(),
      readFileSync(path.join(root, 'dist/share/oads.1'), 'utf8'),
    );
  });

  test('other contents are read, too: an odd number of bytes, an empty file', () => {
    const odd = path.join(dir, 'odd.deb');
    const files = ['1', '', '123'].map((text, index) => ({ path: `usr/share/x/${index}`, content: Buffer.from(text) }));
    writeFileSync(odd, makeDeb(files, 'Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x <x@localhost>\nDescription: x\n', EPOCH));
    const { stdout, stderr } = run('dpkg-deb', ['--contents', odd]);
    assert.equal([stderr, [...stdout.matchAll(/usr\/share\/x\/\d$/gm)].length], ['', 3]);
  });
} else {
  test.skip('dpkg-deb is not installed: the package is read by this test alone', () => {});
}

test.after(remove);
test.run();
