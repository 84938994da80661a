import type { HostApi } from '@oads/cli/plugin';
import { Damage } from './damage.ts';

/** What went wrong with a file, as the host's error. Errors of other kinds are handed on. */
export function toSourceError(api: HostApi, file: string, error: unknown): unknown {
  if (error instanceof Damage) {
    const code = error.kind === 'missing' ? 'OADS_COLUMN_MISSING' : 'OADS_SOURCE_FORMAT';
    const hint = error.hint ?? (error.kind === 'damaged' ? 'the file is damaged: copy it again, or leave it out' : undefined);
    return new api.SourceError(code, `${file}: ${error.message}`, { hint });
  }
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
    return new api.SourceError('OADS_SOURCE_UNREADABLE', `${file}: cannot be read (${code})`, {
      hint: 'check the file and its permissions',
      cause: error,
    });
  }
  return error;
}
