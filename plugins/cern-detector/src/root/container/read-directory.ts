import { BigEndian } from '../bytes/big-endian.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import { Damage, show } from '../damage.ts';
import { LIMITS } from '../limits.ts';
import { type Key, parseKey } from './read-key.ts';

/** An object in a file, with the directories before its name: `DQMData/Muons/eta`. */
export interface Entry {
  readonly path: string;
  readonly key: Key;
  /** Keys of the same name that newer ones replaced, such as what was saved half-way. */
  readonly older?: readonly Key[];
}

export interface DirectoryPlace {
  readonly seekKeys: number;
  readonly keysBytes: number;
}

/** TDirectory's record: dates, sizes, places. */
export function parseDirectory(record: BigEndian): DirectoryPlace {
  const version = record.u16();
  record.skip(8);
  const keysBytes = record.u32();
  record.skip(4);
  const isLarge = version > 1000;
  record.place(isLarge);
  record.place(isLarge);
  return { keysBytes, seekKeys: record.place(isLarge) };
}

/** All objects of a directory and those in it, the newest cycle of each name, in the order of the file. */
export async function listEntries(source: ByteSource, root: DirectoryPlace): Promise<Entry[]> {
  const entries: Entry[] = [];
  const seen = new Set<number>();
  let keys = 0;
  const walk = async (place: DirectoryPlace, prefix: string, depth: number): Promise<void> => {
    const what = prefix === '' ? 'the list of keys' : `the directory ${show(prefix)}`;
    if (depth > LIMITS.directoryDepth) throw new Damage(`${what}: directories are nested more than ${LIMITS.directoryDepth} deep`);
    if (place.seekKeys === 0) return;
    if (seen.has(place.seekKeys)) throw new Damage(`${what}: holds itself`);
    seen.add(place.seekKeys);
    const record = new BigEndian(await source.read(place.seekKeys, place.keysBytes), what);
    parseKey(record, what);
    const count = record.u32();
    keys += count;
    // A key has at least 29 bytes.
    if (count > record.left / 29 || keys > LIMITS.keys) throw new Damage(`${what}: declares ${count} keys in ${record.left} bytes`);
    const cycles = new Map<string, Key[]>();
    for (let index = 0; index < count; index++) {
      const key = parseKey(record, what);
      const others = cycles.get(key.name);
      if (others) others.push(key);
      else cycles.set(key.name, [key]);
    }
    for (const keys of cycles.values()) {
      const [key, ...older] = keys.sort((one, other) => other.cycle - one.cycle);
      const path = `${prefix}${key.name}`;
      if (key.className !== 'TDirectory' && key.className !== 'TDirectoryFile')
        entries.push(older.length === 0 ? { path, key } : { path, key, older });
      else {
        const inner = new BigEndian(await source.read(key.seek + key.keyBytes, key.bytes - key.keyBytes), `the directory ${show(path)}`);
        await walk(parseDirectory(inner), `${path}/`, depth + 1);
      }
    }
  };
  await walk(root, '', 1);
  return entries;
}
