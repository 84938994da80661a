import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { stripSymbols } from '../../../scripts/binary/strip-symbols.mjs';
import { scratchDir } from '../../support/cli.ts';

const test = suite('binary: symbols');
const HEADER = 64;

interface Section {
  name: string;
  type: number;
  flags: number;
  link: number;
  info: number;
  content: Buffer;
}

interface Found extends Section {
  offset: number;
}

const [PROGBITS, SYMTAB, STRTAB, RELA, DYNSYM] = [1, 2, 3, 4, 11];
const [ALLOC, INFO_LINK] = [2, 0x40];

/** An ELF file with one loaded segment, whose loaded sections come first as linkers put them. */
function makeElf(): Buffer {
  const sections = [
    { name: '', type: 0, flags: 0, link: 0, info: 0, content: '' },
    { name: '.dynsym', type: DYNSYM, flags: ALLOC, link: 2, info: 1, content: 'dynamic symbols' },
    { name: '.dynstr', type: STRTAB, flags: ALLOC, link: 0, info: 0, content: '\0puts\0' },
    { name: '.comment', type: PROGBITS, flags: 0, link: 0, info: 0, content: 'a compiler' },
    { name: '.symtab', type: SYMTAB, flags: 0, link: 5, info: 1, content: 'symbols'.repeat(50) },
    { name: '.strtab', type: STRTAB, flags: 0, link: 0, info: 0, content: '\0main\0' },
    { name: '.rela.plt', type: RELA, flags: ALLOC | INFO_LINK, link: 1, info: 7, content: 'relocations' },
    { name: '.plt', type: PROGBITS, flags: ALLOC, link: 0, info: 0, content: 'code that runs' },
    { name: '.shstrtab', type: STRTAB, flags: 0, link: 0, info: 0, content: '' },
  ].map((one) => ({ ...one, content: Buffer.from(one.content) }));
  const names = Buffer.from(sections.map(({ name }) => `${name}\0`).join(''));
  sections[sections.length - 1].content = names;
  const order = [...sections.filter(({ flags }) => flags & ALLOC), ...sections.filter(({ flags }) => !(flags & ALLOC))];
  const pieces: Buffer[] = [];
  const offsets = new Map<Section, number>();
  let end = HEADER + 56;
  for (const section of order) {
    offsets.set(section, end);
    pieces.push(section.content);
    end += section.content.length;
  }
  const loaded = Math.max(...order.filter(({ flags }) => flags & ALLOC).map((one) => (offsets.get(one) ?? 0) + one.content.length));
  const header = Buffer.alloc(HEADER);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeBigUInt64LE(BigInt(HEADER), 32);
  header.writeBigUInt64LE(BigInt(end), 40);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(1, 56);
  header.writeUInt16LE(HEADER, 58);
  header.writeUInt16LE(sections.length, 60);
  header.writeUInt16LE(sections.length - 1, 62);
  const segment = Buffer.alloc(56);
  segment.writeUInt32LE(1, 0);
  segment.writeBigUInt64LE(BigInt(loaded), 32);
  const table = sections.map((section) => {
    const entry = Buffer.alloc(HEADER);
    const at = section.name === '' ? 0 : names.indexOf(`\0${section.name}\0`) + 1;
    entry.writeUInt32LE(at, 0);
    entry.writeUInt32LE(section.type, 4);
    entry.writeBigUInt64LE(BigInt(section.flags), 8);
    entry.writeBigUInt64LE(BigInt(section.name === '' ? 0 : (offsets.get(section) ?? 0)), 24);
    entry.writeBigUInt64LE(BigInt(section.content.length), 32);
    entry.writeUInt32LE(section.link, 40);
    entry.writeUInt32LE(section.info, 44);
    return entry;
  });
  return Buffer.concat([header, segment, ...pieces, ...table]);
}

function readSections(bytes: Buffer): Found[] {
  const at = Number(bytes.readBigUInt64LE(40));
  const entries = Array.from({ length: bytes.readUInt16LE(60) }, (_, index) =>
    bytes.subarray(at + index * HEADER, at + (index + 1) * HEADER),
  );
  const place = (entry: Buffer) => ({ offset: Number(entry.readBigUInt64LE(24)), size: Number(entry.readBigUInt64LE(32)) });
  const names = place(entries[bytes.readUInt16LE(62)]);
  return entries.map((entry) => {
    const { offset, size } = place(entry);
    const from = names.offset + entry.readUInt32LE(0);
    return {
      name: bytes.toString('latin1', from, bytes.indexOf(0, from)),
      type: entry.readUInt32LE(4),
      flags: Number(entry.readBigUInt64LE(8)),
      link: entry.readUInt32LE(40),
      info: entry.readUInt32LE(44),
      offset,
      content: bytes.subarray(offset, offset + size),
    };
  });
}

test('what is loaded stays where it is, with its links; symbols and comments go', () => {
  const before = makeElf();
  const after = stripSymbols(before);
  const [old, kept] = [readSections(before), readSections(after)];
  assert.equal(
    kept.map(({ name }) => name),
    ['', '.dynsym', '.dynstr', '.rela.plt', '.plt', '.shstrtab'],
  );
  for (const section of kept.filter(({ flags }) => flags & ALLOC)) {
    const same = old.find(({ name }) => name === section.name);
    assert.equal([section.offset, section.content], [same?.offset, same?.content], section.name);
  }
  const nameOf = (index: number) => kept[index].name;
  const byName = new Map(kept.map((section) => [section.name, section]));
  assert.is(nameOf(byName.get('.dynsym')?.link ?? 0), '.dynstr');
  assert.is(byName.get('.dynsym')?.info, 1, 'of a symbol table info is no section');
  assert.is(nameOf(byName.get('.rela.plt')?.link ?? 0), '.dynsym');
  assert.is(nameOf(byName.get('.rela.plt')?.info ?? 0), '.plt');
  assert.ok(after.length < before.length);
  assert.equal(stripSymbols(after), after, 'a stripped file stays as it is');
});

test('refuses what is no such file', () => {
  assert.throws(() => stripSymbols(Buffer.from('#!/bin/sh')), /expected a 64-bit little-endian ELF file/);
  const bigEndian = makeElf();
  bigEndian[5] = 2;
  assert.throws(() => stripSymbols(bigEndian), /expected a 64-bit little-endian ELF file/);
});

if (process.platform === 'linux') {
  test('a stripped Node runs, and is smaller', async () => {
    const { dir, remove } = await scratchDir();
    const stripped = path.join(dir, 'node');
    writeFileSync(stripped, stripSymbols(readFileSync(process.execPath)), { mode: 0o755 });
    const { stdout, status } = spawnSync(stripped, ['-p', 'process.version'], { encoding: 'utf8' });
    assert.equal([status, stdout.trim()], [0, process.version]);
    assert.ok(statSync(stripped).size < statSync(process.execPath).size);
    await remove();
  });
} else {
  test.skip('only Linux runs ELF files', () => {});
}

test.run();
