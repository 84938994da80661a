import { open } from 'node:fs/promises';
import { messageOf, UsageError } from '../../errors.ts';

const MOST_BYTES = 64 * 1024;

/**
 * The text of a file that nobody else may read. The rule is PostgreSQL's for keys: 0600 where it is our own, 0640 where it is
 * root's, who may share it with a service's group. Throws UsageError; no message holds any of the text.
 */
export async function readSecretFile(file: string, what: string, ownUser = process.getuid?.()): Promise<string> {
  const hint = `name a file that holds the ${what} alone`;
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw new UsageError('OADS_SERVE_SECRET_FILE', `expected a readable file with the ${what}, got ${messageOf(error)}`, {
      hint,
      cause: error,
    });
  });
  try {
    const stats = await handle.stat();
    if (stats.isDirectory())
      throw new UsageError('OADS_SERVE_SECRET_FILE', `expected a file with the ${what}, got a directory: ${file}`, { hint });
    const forbidden = stats.uid === 0 && ownUser !== 0 ? 0o027 : 0o077;
    // Where there are no users (Windows) a mode says nothing.
    if (ownUser !== undefined && (stats.mode & forbidden) !== 0) {
      const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
      throw new UsageError('OADS_SERVE_SECRET_FILE', `expected that no other user can read the ${what} in ${file}, got mode ${mode}`, {
        hint: `chmod 600 ${file}, and make a new ${what} if somebody may have read it`,
      });
    }
    const bytes = Buffer.alloc(MOST_BYTES + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      ({ bytesRead: read } = await handle.read(bytes, length, bytes.length - length));
    }
    if (length > MOST_BYTES)
      throw new UsageError('OADS_SERVE_SECRET_FILE', `expected at most ${MOST_BYTES} bytes with the ${what} in ${file}`, { hint });
    return bytes.toString('utf8', 0, length);
  } finally {
    await handle.close();
  }
}
