import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cellAt } from '../../../src/core/frame/cell.ts';
import type { HostApi, Loader } from '../../../src/core/plugin/api.ts';
import { hostApi, loadContext } from '../../support/host-api.ts';

export interface Rows {
  /** `name:type` of each column. */
  readonly schema: string[];
  readonly rows: Record<string, unknown>[];
  readonly warnings: readonly string[];
}

/** Writes the files into a directory of their own and reads them; `options.path` is the first of them unless it is given. */
export async function readRows(
  makeLoader: (api: HostApi) => Loader,
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Readonly<Record<string, unknown>> = {},
  over: Parameters<typeof loadContext>[0] = {},
): Promise<Rows> {
  const baseDir = mkdtempSync(join(tmpdir(), 'oads-un-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(baseDir, name), content);
    const { api } = await hostApi();
    const context = loadContext({ baseDir, ...over });
    const rows: Record<string, unknown>[] = [];
    let schema: string[] = [];
    for await (const batch of makeLoader(api).load({ path: Object.keys(files)[0], ...options }, context)) {
      schema = batch.schema.map(({ name, type }) => `${name}:${type}`);
      for (let row = 0; row < batch.rows; row++) {
        rows.push(Object.fromEntries(batch.schema.map(({ name }) => [name, cellAt(batch.column(name), row)])));
      }
    }
    return { schema, rows, warnings: context.warnings };
  } finally {
    rmSync(baseDir, { recursive: true, force: true });
  }
}
