import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Batch, Loader, RecordValue, SourceRecord } from '../../../src/core/plugin/api.ts';
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
      for (let row = 0; row < batch.rows; row++) rows.push(readRow(batch, row));
    }
    return rows;
  } finally {
    await remove();
  }
}

function readRow(batch: Batch, row: number): SourceRecord {
  const cells: Record<string, RecordValue> = {};
  for (const { name } of batch.schema) {
    const column = batch.column(name);
    if (column.valid?.[row] === 0) continue;
    if (column.type === 'text') cells[name] = column.dictionary[column.codes[row]];
    else if (column.type === 'boolean') cells[name] = column.values[row] === 1;
    else if (column.type === 'date' || column.type === 'timestamp') cells[name] = new Date(column.values[row] / 1000);
    else cells[name] = Number(column.values[row]);
  }
  return cells;
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
