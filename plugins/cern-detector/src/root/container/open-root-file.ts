import { BigEndian } from '../bytes/big-endian.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import { Damage } from '../damage.ts';
import { type Entry, listEntries, parseDirectory } from './read-directory.ts';
import { readKeyAt, readObjectBytes } from './read-key.ts';

export interface RootFile {
  readonly source: ByteSource;
  readonly entries: readonly Entry[];
  /** The list of TStreamerInfo, unpacked, with the length of its key; absent in a file that describes no class. */
  readonly classes?: { readonly bytes: Uint8Array; readonly keyBytes: number };
}

/** Reads the header, the keys of all directories and the descriptions of the classes. Throws Damage. */
export async function openRootFile(source: ByteSource): Promise<RootFile> {
  const head = await source.read(0, Math.min(source.size, 4));
  if (Buffer.from(head).toString('latin1') !== 'root') {
    throw new Damage(`expected a ROOT file (its first bytes are "root"), got ${describeStart(head)}`, {
      hint: 'name a .root file; a text file is read by the loaders file and brilcalc',
    });
  }
  const record = new BigEndian(await source.read(0, Math.min(source.size, 100)), 'the header', 4);
  const version = record.u32();
  const isLarge = version >= 1_000_000;
  const begin = record.u32();
  const end = record.place(isLarge);
  record.place(isLarge);
  record.skip(8);
  const nameBytes = record.u32();
  record.skip(5);
  const seekInfo = record.place(isLarge);
  const infoBytes = record.u32();
  if (end > source.size) {
    throw new Damage(`the header says that the file has ${end} bytes, but it has ${source.size}`, {
      hint: 'the file is cut off: copy it again',
    });
  }
  const directory = new BigEndian(
    await source.read(begin + nameBytes, Math.min(source.size - begin - nameBytes, 60)),
    'the first directory',
  );
  const entries = await listEntries(source, parseDirectory(directory));
  if (seekInfo === 0 || infoBytes === 0) return { source, entries };
  const what = 'the descriptions of classes';
  const key = await readKeyAt(source, seekInfo, infoBytes, what);
  return { source, entries, classes: { bytes: await readObjectBytes(source, { ...key, bytes: infoBytes }, what), keyBytes: key.keyBytes } };
}

function describeStart(head: Uint8Array): string {
  return head.length === 0 ? 'an empty file' : [...head].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
