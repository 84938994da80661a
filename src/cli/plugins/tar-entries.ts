/** An entry of a tar archive: a name as it is written there, its type by POSIX (`0` a file, `5` a directory, …), and its bytes. */
export interface TarEntry {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Of those that were asked for. */
  readonly content?: string;
}

const BLOCK = 512;
/** Of a header that says more about the next entry. */
const MOST_HEADER_BYTES = 1 << 20;

/**
 * The entries of an archive (POSIX.1-2001 and GNU names), with the content of those whose name is `wanted`. Throws Error that says what is
 * damaged; all of `chunks` is read.
 */
export async function* readTarEntries(chunks: AsyncIterable<Buffer>, wanted?: RegExp): AsyncGenerator<TarEntry> {
  const source = chunks[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const fill = async () => {
    const { value, done } = await source.next();
    if (!done) held = held.length === 0 ? value : Buffer.concat([held, value]);
    return !done;
  };
  const take = async (bytes: number) => {
    while (held.length < bytes) if (!(await fill())) throw new Error('the archive ends in the middle');
    const taken = held.subarray(0, bytes);
    held = held.subarray(bytes);
    return taken;
  };
  const skip = async (bytes: number) => {
    let left = bytes;
    while (left > 0) {
      if (held.length === 0 && !(await fill())) throw new Error('the archive ends in the middle of a file');
      const skipped = Math.min(left, held.length);
      held = held.subarray(skipped);
      left -= skipped;
    }
  };
  let next: { name?: string; size?: number } = {};
  for (;;) {
    const header = await take(BLOCK);
    if (header.every((byte) => byte === 0)) break;
    const entry = readHeader(header);
    const padding = (size: number) => (BLOCK - (size % BLOCK)) % BLOCK;
    if (/[xgLK]/.test(entry.type)) {
      if (entry.size > MOST_HEADER_BYTES) throw new Error(`a header of ${entry.size} bytes`);
      const text = (await take(entry.size)).toString('utf8');
      await skip(padding(entry.size));
      if (entry.type === 'x') next = { ...next, ...readRecords(text) };
      else if (entry.type === 'L') next = { ...next, name: text.replace(/\0.*$/s, '') };
      continue;
    }
    const told = { ...entry, ...next };
    next = {};
    const isWanted = wanted?.test(told.name) && told.size <= MOST_HEADER_BYTES;
    yield isWanted ? { ...told, content: (await take(told.size)).toString('utf8') } : told;
    await skip((isWanted ? 0 : told.size) + padding(told.size));
  }
  // To its end, where a checksum may follow.
  do held = Buffer.alloc(0);
  while (await fill());
}

function readHeader(header: Buffer): TarEntry {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (sum !== octal(header, 148, 8)) throw new Error('that is no entry of a tar archive');
  const text = (from: number, bytes: number) =>
    header
      .subarray(from, from + bytes)
      .toString('utf8')
      .replace(/\0.*$/s, '');
  const prefix = text(257, 5) === 'ustar' && header[262] === 0 ? text(345, 155) : '';
  const type = header[156] === 0 ? '0' : String.fromCharCode(header[156]);
  return { name: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`, type, size: octal(header, 124, 12) };
}

function octal(header: Buffer, from: number, bytes: number): number {
  const digits = header.toString('latin1', from, from + bytes).replaceAll(/[\0 ]/g, '');
  if (!/^[0-7]*$/.test(digits)) throw new Error('that is no entry of a tar archive');
  return Number.parseInt(digits || '0', 8);
}

/** `27 path=package/a long name\n`, one after the other. */
function readRecords(text: string): { name?: string; size?: number } {
  const found: { name?: string; size?: number } = {};
  for (const [, key, value] of text.matchAll(/^\d+ ([^=\n]+)=(.*)$/gm)) {
    if (key === 'path') found.name = value;
    if (key === 'size') found.size = Number(value);
  }
  if (found.size !== undefined && !Number.isSafeInteger(found.size)) throw new Error('that is no entry of a tar archive');
  return found;
}
