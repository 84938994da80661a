import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import register from '../../../plugins/cern-detector/src/register.ts';
import { type Cell, cellAt } from '../../../src/core/frame/cell.ts';
import type { LoadContext } from '../../../src/core/load/loader.ts';
import { scratchDir } from '../../support/cli.ts';
import { hostApi, loadContext } from '../../support/host-api.ts';

const { loaders = [] } = await register(await hostApi());

export interface Loaded {
  readonly rows: Record<string, Cell>[];
  readonly batches: number[];
  readonly warnings: readonly string[];
}

/** What a loader of the plugin gives for files of these contents; `golden` is one of them where it is named so. */
export async function loadFiles(
  name: string,
  files: Record<string, string | Uint8Array>,
  options: Record<string, unknown> = {},
  over: Partial<LoadContext> = {},
): Promise<Loaded> {
  const loader = loaders.find((candidate) => candidate.name === name);
  if (!loader) throw new Error(`no loader "${name}"`);
  const { dir, remove } = await scratchDir();
  try {
    for (const [file, content] of Object.entries(files)) await writeFile(path.join(dir, file), content);
    const context = loadContext({ baseDir: dir, ...over });
    const rows: Record<string, Cell>[] = [];
    const batches: number[] = [];
    const named = Object.keys(files).filter((file) => file !== 'golden.json');
    for await (const batch of loader.load({ path: named, ...options }, context)) {
      batches.push(batch.rows);
      for (let row = 0; row < batch.rows; row++) {
        rows.push(Object.fromEntries(batch.schema.map(({ name: column }) => [column, cellAt(batch.column(column), row)])));
      }
    }
    return { rows, batches, warnings: context.warnings.map((warning) => warning.replaceAll(`${dir}${path.sep}`, '')) };
  } finally {
    await remove();
  }
}
