import path from 'node:path';
import type { HostApi } from '@oads/cli/plugin';
import type { GoldenList } from './golden-list.ts';
import { parseGolden } from './parse-golden.ts';

const MOST_BYTES = 16 * 1024 * 1024;

/** The golden JSON that an option of a loader names. Throws SourceError. */
export async function readGolden(api: HostApi, named: string, baseDir: string, signal?: AbortSignal): Promise<GoldenList> {
  const file = path.resolve(baseDir, named);
  const bytes = await api.files.readWhole(file, { maxBytes: MOST_BYTES, signal });
  return parseGolden(api, bytes.toString('utf8'), file);
}
