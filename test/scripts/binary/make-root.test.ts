import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fillContainer } from '../../../scripts/binary/fill-container.mjs';
import { EXECUTABLE, makeRoot } from '../../../scripts/binary/make-root.mjs';
import { scratchDir } from '../../support/cli.ts';

const test = suite('binary: root directory');

/** The first bytes of a 64-bit ELF file for a machine. */
function elf(machine: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.writeUInt16LE(machine, 18);
  return bytes;
}

const NAMES = ['libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0', 'librt.so.1', 'libstdc++.so.6', 'libgcc_s.so.1'];

test('holds the executable, its loader, the libraries of its own architecture and an empty /tmp, and nothing else', async () => {
  const { dir, remove } = await scratchDir();
  const [system, root, binary] = ['system', 'root', 'binary'].map((name) => path.join(dir, name));
  writeFileSync(binary, elf(183));
  for (const folder of ['lib', 'usr/lib64', 'usr/lib']) mkdirSync(path.join(system, folder), { recursive: true });
  writeFileSync(path.join(system, 'lib/ld-linux-aarch64.so.1'), elf(183));
  // Of another architecture, and found first.
  for (const name of NAMES) writeFileSync(path.join(system, 'usr/lib64', name), elf(62));
  for (const name of NAMES) writeFileSync(path.join(system, 'usr/lib', name), elf(183));
  const expected = [EXECUTABLE, '/lib/ld-linux-aarch64.so.1', ...NAMES.map((name) => `/usr/lib/${name}`)];
  assert.equal(makeRoot(root, binary, { system }), expected);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => `/${name}`);
  assert.equal(files.filter((name) => /\.so|oads$/.test(name)).sort(), [...expected].sort());
  assert.ok(existsSync(path.join(root, 'tmp')));
  await remove();
});

test('touches no directory that holds something', async () => {
  const { dir, remove } = await scratchDir();
  const [system, binary, used, file] = ['system', 'binary', 'used', 'file'].map((name) => path.join(dir, name));
  writeFileSync(binary, elf(62));
  for (const folder of ['system/lib64', 'used/tmp']) mkdirSync(path.join(dir, folder), { recursive: true });
  for (const name of [...NAMES, 'ld-linux-x86-64.so.2']) writeFileSync(path.join(system, 'lib64', name), elf(62));
  for (const place of [file, path.join(used, 'tmp/mine')]) writeFileSync(place, '');
  for (const fill of [fillContainer, makeRoot])
    assert.throws(() => fill(used, binary, { system }), /expected a new or empty directory, got .*used, which holds files$/);
  assert.throws(() => makeRoot(file, binary, { system }), /which is a file$/);
  assert.throws(() => makeRoot(path.join(dir, 'no/where'), binary, { system }), /expected a directory .*no to make the root in/);
  assert.equal(readdirSync(used, { recursive: true }).sort(), ['tmp', 'tmp/mine']);
  await remove();
});

test('refuses what is no executable, and a system without a library', async () => {
  const { dir, remove } = await scratchDir();
  const binary = path.join(dir, 'binary');
  writeFileSync(binary, 'no program');
  assert.throws(() => makeRoot(path.join(dir, 'root'), binary), /expected an executable for x64 or arm64/);
  writeFileSync(binary, elf(62));
  assert.throws(() => makeRoot(path.join(dir, 'root'), binary, { system: dir }), /expected libc\.so\.6 in one of/);
  await remove();
});

test.run();
