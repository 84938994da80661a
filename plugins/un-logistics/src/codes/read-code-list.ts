import type { HostApi, PrepareContext } from '@oads/cli/plugin';

/** Reads a code list that an option names; one that cannot be read as such is a source error that names the file. */
export async function readCodeList<T>(api: HostApi, path: string, context: PrepareContext, parse: (bytes: Uint8Array) => T): Promise<T> {
  const bytes = await context.readFile(path);
  try {
    return parse(bytes);
  } catch (cause) {
    throw new api.SourceError('OADS_SOURCE_FORMAT', `${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: 'name a published list, or a CSV with the columns that the documentation of the plugin lists',
      cause,
    });
  }
}
