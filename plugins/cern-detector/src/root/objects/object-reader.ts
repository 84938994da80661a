import { addUserStreamer, reconstructObject, type TFile } from 'jsroot/io';
import type { RootFile } from '../container/open-root-file.ts';
import type { Entry } from '../container/read-directory.ts';
import { readObjectBytes } from '../container/read-key.ts';
import { Damage, show } from '../damage.ts';
import { BoundedBuffer } from './bounded-buffer.ts';
import { DESCRIBING_CLASSES, KNOWN_CLASSES } from './known-classes.ts';
import { refuseBadDescriptions } from './refuse-bad-descriptions.ts';
import { silently } from './silently.ts';

/** An object as jsroot gives it: its members by name, and its class as `_typename`. */
export type RootObject = Readonly<Record<string, unknown>>;

/** Reads objects of a file by the descriptions of classes that the file holds. */
export class ObjectReader {
  readonly #file: RootFile;
  readonly #described: TFile;

  constructor(file: RootFile) {
    if (!file.classes) throw new Damage('the file describes no classes, so that its objects cannot be read', { kind: 'unsupported' });
    const { bytes, keyBytes } = file.classes;
    this.#file = file;
    this.#described = makeDescribedFile();
    refusing('the descriptions of classes', () => {
      const buffer = new BoundedBuffer(bytes, this.#described, DESCRIBING_CLASSES);
      buffer.fTagOffset = keyBytes;
      // What it catches itself, it prints: a list that is missing afterwards tells.
      this.#described.extractStreamerInfos(buffer);
      refuseBadDescriptions(this.#described.fStreamerInfos?.arr, KNOWN_CLASSES);
    });
  }

  async read({ path, key }: Entry): Promise<RootObject> {
    const what = `${key.className} ${show(path)}`;
    const bytes = await readObjectBytes(this.#file.source, key, what);
    return refusing(what, () => {
      const buffer = new BoundedBuffer(bytes, this.#described, KNOWN_CLASSES);
      const object: Record<string, unknown> = {};
      buffer.fTagOffset = key.keyBytes;
      buffer.mapObject(1, object);
      buffer.classStreamer(object, key.className);
      return object;
    });
  }
}

/** Lists are read here: jsroot reserves room for as many objects as they claim. */
function readList(buffer: BoundedBuffer, list: Record<string, unknown>, hasOptions: boolean): void {
  const version = buffer.last_read_version;
  list.arr = [];
  if (hasOptions && version <= 3) return;
  if (hasOptions || version > 2) buffer.classStreamer(list, 'TObject');
  if (hasOptions || version > 1) list.name = buffer.readTString();
  const count = buffer.ntou4();
  buffer.refuseMore(count, hasOptions ? 5 : 4);
  if (!hasOptions) buffer.ntou4();
  const items: unknown[] = [];
  list.arr = items;
  for (let index = 0; index < count; index++) {
    items.push(buffer.readObjectAny());
    if (hasOptions) buffer.readTString();
  }
}

let isTaught = false;

/** jsroot hands its file out to a streamer only: one that does nothing else is given four empty bytes to read. */
function makeDescribedFile(): TFile {
  if (!isTaught) {
    addUserStreamer('TList', (buffer, list) => readList(buffer as BoundedBuffer, list, true));
    addUserStreamer('TObjArray', (buffer, list) => readList(buffer as BoundedBuffer, list, false));
    addUserStreamer('OadsFile', (buffer, object) => {
      object.file = buffer.fFile;
    });
    isTaught = true;
  }
  const nothing = new DataView(new ArrayBuffer(4));
  return silently(() => reconstructObject('OadsFile', nothing, nothing)).file as TFile;
}

function refusing<T>(what: string, read: () => T): T {
  try {
    return silently(read);
  } catch (error) {
    if (error instanceof Damage) throw new Damage(`${what}: ${error.message}`, error);
    // A RangeError at the end of the bytes, a TypeError where a member is of another class, an overflow of the stack.
    throw new Damage(`${what}: does not read (${error instanceof Error ? error.message : String(error)})`);
  }
}
