import { messageOf, systemCode, UsageError } from '../../errors.ts';
import { readSmallFile } from './read-small-file.ts';

/**
 * The text of a file that nobody else may read. The rule is PostgreSQL's for keys: 0600 where it is our own, 0640 where it is
 * root's, who may share it with a service's group. Throws UsageError; no message holds any of the text.
 */
export async function readSecretFile(file: string, what: string, ownUser = process.getuid?.()): Promise<string> {
  try {
    const bytes = await readSmallFile(file, (stats) => {
      const forbidden = stats.uid === 0 && ownUser !== 0 ? 0o027 : 0o077;
      // Where there are no users (Windows) a mode says nothing.
      if (ownUser === undefined || (stats.mode & forbidden) === 0) return;
      const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
      throw new UsageError('OADS_SERVE_SECRET_FILE', `expected that no other user can read the ${what} in ${file}, got mode ${mode}`, {
        hint: `chmod 600 ${file}, and make a new ${what} if somebody may have read it`,
      });
    });
    return bytes.toString('utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const hint = `name a file that holds the ${what} alone`;
    const isThere = systemCode(error) === undefined;
    const message = isThere ? `${what}: ${messageOf(error)}` : `expected a readable file with the ${what}, got ${messageOf(error)}`;
    throw new UsageError('OADS_SERVE_SECRET_FILE', message, { hint, cause: error });
  }
}
