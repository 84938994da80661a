import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';

const MOST_BYTES = 64 * 1024;
/** O_NONBLOCK: the open of a pipe would wait for its writer, and no signal ends that. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The bytes of a regular file of at most 64 KiB. Throws an Error that says what was expected; `check` may throw after a look at the file. */
export async function readSmallFile(file: string, check: (stats: Stats) => void = () => {}): Promise<Buffer> {
  const handle = await open(file, OPEN_FLAGS);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Error(`expected a file, got ${kindOf(stats)}: ${file}`);
    check(stats);
    const bytes = Buffer.alloc(MOST_BYTES + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      ({ bytesRead: read } = await handle.read(bytes, length, bytes.length - length));
    }
    if (length > MOST_BYTES) throw new Error(`expected at most ${MOST_BYTES} bytes in ${file}, got more`);
    return bytes.subarray(0, length);
  } finally {
    await handle.close();
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isCharacterDevice() || stats.isBlockDevice() ? 'a device' : 'something else';
}
