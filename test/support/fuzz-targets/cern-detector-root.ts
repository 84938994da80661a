import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesInMemory } from '../../../plugins/cern-detector/src/root/bytes/byte-source.ts';
import { openRootFile } from '../../../plugins/cern-detector/src/root/container/open-root-file.ts';
import { readObjectBytes } from '../../../plugins/cern-detector/src/root/container/read-key.ts';
import { Damage } from '../../../plugins/cern-detector/src/root/damage.ts';
import { HISTOGRAM_CLASS, toHistogram } from '../../../plugins/cern-detector/src/root/histogram/read-histogram.ts';
import { summariseHistogram } from '../../../plugins/cern-detector/src/root/histogram/summarise-histogram.ts';
import { ObjectReader } from '../../../plugins/cern-detector/src/root/objects/object-reader.ts';
import { readEvents } from '../../../plugins/cern-detector/src/root/read-events.ts';
import { toSourceError } from '../../../plugins/cern-detector/src/root/to-source-error.ts';
import { readTree } from '../../../plugins/cern-detector/src/root/tree/read-tree.ts';
import { unpackLz4 } from '../../../plugins/cern-detector/src/root/unzip/lz4.ts';
import { unpackXz } from '../../../plugins/cern-detector/src/root/unzip/xz.ts';
import type { FuzzTarget } from '../fuzz.ts';
import { hostApi, loadContext } from '../host-api.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'root');

/** ROOT files as a whole, and the two decompressors that are not Node's. */
export async function fuzzTargets(): Promise<FuzzTarget[]> {
  const { api } = await hostApi();
  const seeds = (...names: string[]) => names.map((name) => readFileSync(join(FIXTURES, name)));
  const wish = { tree: 'Events', branches: ['*'], aggregate: {}, defaultAggregates: ['count', 'sum', 'first2'] };
  const events = async (bytes: Uint8Array) => {
    let rows = 0;
    for await (const batch of readEvents(api, ['fuzz.root'], wish, loadContext(), async () => bytesInMemory(bytes))) rows += batch.rows;
    return rows;
  };
  const histograms = async (bytes: Uint8Array) => {
    try {
      const file = await openRootFile(bytesInMemory(bytes));
      const objects = new ObjectReader(file);
      for (const entry of file.entries)
        if (HISTOGRAM_CLASS.test(entry.key.className)) summariseHistogram(toHistogram(entry, await objects.read(entry)));
    } catch (error) {
      throw toSourceError(api, 'fuzz.root', error);
    }
  };
  const block = (unpack: (packed: Uint8Array, length: number) => Uint8Array, length: number) => async (bytes: Uint8Array) => {
    try {
      unpack(bytes, length);
    } catch (error) {
      throw toSourceError(api, 'fuzz.root', error instanceof RangeError ? error : new Damage((error as Error).message));
    }
  };
  const sound = await openRootFile(bytesInMemory(seeds('tree.root')[0]));
  const theTree = sound.entries.find(({ key }) => key.className === 'TTree');
  if (!theTree) throw new Error('no tree among the fixtures');
  const { path, key } = theTree;
  // What describes the tree alone, without the file around it that would refuse most mutants.
  const tree = async (bytes: Uint8Array) => {
    const { keyBytes } = key;
    const entry = { path, key: { ...key, seek: 0, bytes: bytes.length, objectBytes: bytes.length - keyBytes } };
    try {
      const file = { ...sound, source: bytesInMemory(bytes) };
      await readTree(file, new ObjectReader(file), entry);
    } catch (error) {
      throw toSourceError(api, 'fuzz.root', error);
    }
  };
  const classes = async (bytes: Uint8Array) => {
    try {
      const file = { ...sound, classes: { bytes, keyBytes: sound.classes?.keyBytes ?? 0 } };
      await readTree(file, new ObjectReader(file), theTree);
    } catch (error) {
      throw toSourceError(api, 'fuzz.root', error);
    }
  };
  const unpackedTree = Buffer.concat([new Uint8Array(key.keyBytes), await readObjectBytes(sound.source, key, 'the tree')]);
  return [
    { name: 'tree', seeds: [unpackedTree], parse: tree },
    { name: 'classes', seeds: sound.classes ? [sound.classes.bytes] : [], parse: classes },
    { name: 'TTree', seeds: seeds('tree.root'), parse: events },
    { name: 'RNTuple', seeds: seeds('ntuple.root', 'ntuple-packed.root'), parse: events },
    { name: 'histograms', seeds: seeds('histogram.root'), parse: histograms },
    { name: 'LZ4 block', seeds: blocksOf(seeds('tree.root')[0], 'L4', 8), parse: block(unpackLz4, 120) },
    { name: 'xz stream', seeds: blocksOf(seeds('tree.root')[0], 'XZ', 0), parse: block(unpackXz, 240) },
  ];
}

/** The compressed blocks of a file: two letters, a byte, two lengths of three bytes, the block. */
function blocksOf(file: Buffer, method: string, skipped: number): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let at = file.indexOf(method); at >= 0; at = file.indexOf(method, at + 1)) {
    const size = file.readUIntLE(at + 3, 3);
    if (size > skipped && size < 2000 && file.readUIntLE(at + 6, 3) < 4000) blocks.push(file.subarray(at + 9 + skipped, at + 9 + size));
  }
  return blocks;
}
