import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Loader, SourceRecord } from '../../../src/core/plugin/api.ts';
import { scratchDir } from '../../support/cli.ts';
import { loadContext } from '../../support/host-api.ts';

/** The rows that a loader gives for files of these contents, without their nulls. */
export async function loadFiles(
  loader: Loader,
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Readonly<Record<string, unknown>> = {},
  context: Partial<ReturnType<typeof loadContext>> = {},
): Promise<SourceRecord[]> {
  const { dir, remove } = await scratchDir();
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(dir, name), content);
    const rows: SourceRecord[] = [];
    for await (const batch of loader.load({ path: '.', ...options }, loadContext({ baseDir: dir, ...context }))) {
      for (const row of batch.frame.toRecords()) rows.push(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)));
    }
    return rows;
  } finally {
    await remove();
  }
}

/** What loading them throws. */
export async function refusalOf(
  loader: Loader,
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  try {
    await loadFiles(loader, files, options);
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return 'nothing was thrown';
}
