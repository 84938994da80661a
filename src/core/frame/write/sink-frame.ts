import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { LazyDataFrame } from '../polars.ts';

export interface SinkOptions {
  readonly format: 'parquet' | 'arrow';
  /** Whether the disk must have all before it ends. */
  readonly isSynced: boolean;
  /** False: all rows are held in memory. */
  readonly isStreamed?: boolean;
}

/** Writes rows to `path` (zstd), in order. The mode of a file that exists is kept. */
export async function sinkFrame(rows: LazyDataFrame, path: string, { format, isSynced, isStreamed = canStream() }: SinkOptions) {
  if (isStreamed) {
    const options = { compression: 'zstd', maintainOrder: true, syncOnClose: isSynced ? 'all' : 'none' } as const;
    await (format === 'parquet' ? rows.sinkParquet(path, options) : rows.sinkIpc(path, options)).collect({ streaming: true });
    return;
  }
  const whole = await rows.collect();
  if (format === 'parquet') whole.writeParquet(path, { compression: 'zstd' });
  else whole.writeIPC(path, { compression: 'zstd' });
  if (!isSynced) return;
  const file = await open(path, 'r+');
  await file.sync().finally(() => file.close());
}

/** Sinks of Polars ask the system how much memory there is, and end the process where /proc does not tell: in a bare root directory. */
function canStream(): boolean {
  return process.platform !== 'linux' || existsSync('/proc/meminfo');
}
