import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync, zstdCompressSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesInMemory } from '../../../plugins/cern-detector/src/root/bytes/byte-source.ts';
import { readEvents } from '../../../plugins/cern-detector/src/root/read-events.ts';
import { unzip } from '../../../plugins/cern-detector/src/root/unzip/unzip.ts';
import { SourceError } from '../../../src/core/errors.ts';
import { hostApi, loadContext } from '../../support/host-api.ts';

const test = suite('cern-detector/root-limits');
const { api } = await hostApi();
const FIXTURES = path.join(import.meta.dirname, '..', '..', 'fixtures', 'root');
const WISH = { branches: ['*'], aggregate: {}, defaultAggregates: ['count'] };

function block(method: string, packed: Uint8Array, unpacked: number): Buffer {
  const head = Buffer.alloc(9);
  head.write(`${method}\u0008`, 'latin1');
  head.writeUIntLE(packed.length, 3, 3);
  head.writeUIntLE(unpacked, 6, 3);
  return Buffer.concat([head, packed]);
}

async function refusal(bytes: Uint8Array): Promise<string> {
  try {
    for await (const _ of readEvents(api, ['x.root'], WISH, loadContext(), async () => bytesInMemory(bytes)));
  } catch (error) {
    assert.instance(error, SourceError);
    return (error as Error).message;
  }
  return 'no refusal';
}

test('blocks follow one another, each with a method of its own', () => {
  const [one, other] = [Buffer.alloc(500, 'muon'), Buffer.alloc(300, 'jet')];
  const packed = Buffer.concat([block('ZL', deflateSync(one), 500), block('ZS', zstdCompressSync(other), 300)]);
  assert.equal(Buffer.from(unzip(packed, 800, 'x')), Buffer.concat([one, other]));
});

test('a block that unpacks to more or less than it declares is refused', () => {
  const packed = deflateSync(Buffer.alloc(1000));
  for (const declared of [10, 999, 1001]) assert.throws(() => unzip(block('ZL', packed, declared), declared, 'x'), /^x: /);
  assert.throws(() => unzip(block('QQ', packed, 1000), 1000, 'x'), /expected a block compressed by ZL, ZS, L4, XZ or CS, got "QQ"/);
});

test('a bomb is refused before anything is allocated', () => {
  const bomb = block('ZS', zstdCompressSync(Buffer.alloc(0xffffff)), 0xffffff);
  assert.ok(bomb.length < 3000);
  const before = process.memoryUsage().arrayBuffers;
  assert.throws(() => unzip(bomb, 0xffffff, 'x'), /claim to unpack to 16777215, at most 4096 for one are accepted/);
  assert.throws(() => unzip(new Uint8Array(100), 1_000_000_000, 'x'), /100 bytes claim to unpack to 1000000000/);
  assert.ok(process.memoryUsage().arrayBuffers - before < 20_000_000);
});

test('a changed byte of an envelope or an LZ4 block is told', async () => {
  const bytes = readFileSync(path.join(FIXTURES, 'ntuple-packed.root'));
  let told = 0;
  for (let at = 300; at < bytes.length; at += 181) {
    const changed = Buffer.from(bytes);
    changed[at] ^= 4;
    if (/(?:the (?:header|footer) of RNTuple "Events"|the page list): its checksum is another/.test(await refusal(changed))) told++;
  }
  assert.ok(told > 3, String(told));
  const lz4 = Buffer.concat([Buffer.alloc(8), Buffer.from([0x40]), Buffer.from('muon')]);
  assert.throws(() => unzip(block('L4', lz4, 4), 4, 'x'), /x: L4 block .+: its checksum is another/);
  assert.throws(() => unzip(block('L4', lz4.subarray(0, 3), 4), 4, 'x'), /cut in its checksum/);
});

test('an object, a list of keys or a header that declares 1 GB is refused', async () => {
  const tree = readFileSync(path.join(FIXTURES, 'tree.root'));
  // The key of the tree in the directory's list: bytes, version, unpacked bytes, date, header bytes, cycle, place.
  const name = tree.indexOf('\u0005TTree\u0006Events', 0, 'latin1');
  const key = name - 34;
  assert.is(tree.readUInt16BE(key + 4) % 1000, 4);
  const declared = Buffer.from(tree);
  declared.writeUInt32BE(1_000_000_000, key + 6);
  assert.match(await refusal(declared), /TTree "Events": declares 1000000000 bytes, at most 134217728 are read/);
  const longer = Buffer.from(tree);
  longer.writeUInt32BE(1_000_000_000, key);
  assert.match(await refusal(longer), /expected 99\d+ bytes at byte \d+, but the file has \d+/);
  const header = Buffer.from(tree);
  header.writeUInt32BE(0x7fffffff, 12);
  assert.match(await refusal(header), /the header says that the file has 2147483647 bytes/);
});

test('nothing of what jsroot prints reaches the terminal', async () => {
  const tree = readFileSync(path.join(FIXTURES, 'tree.root'));
  const printed: unknown[] = [];
  const { log, warn, error } = console;
  const keep = (...args: unknown[]): void => void printed.push(args);
  Object.assign(console, { log: keep, warn: keep, error: keep });
  let refused = 0;
  try {
    for (let at = 400; at < tree.length; at += 331) {
      const damaged = Buffer.from(tree);
      damaged[at] ^= 0x55;
      if ((await refusal(damaged)) !== 'no refusal') refused++;
    }
  } finally {
    Object.assign(console, { log, warn, error });
  }
  assert.equal(printed, []);
  assert.ok(refused > 3, `${refused} refused`);
});

test.run();
