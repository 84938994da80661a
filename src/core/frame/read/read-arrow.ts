import type { Batch } from '../batch.ts';
import { loadPolars } from '../polars.ts';
import { checkArrowFile } from './arrow/check-arrow-file.ts';
import type { ReadOptions } from './read-options.ts';
import { readSlices } from './read-slices.ts';

/** Reads an Arrow IPC file (`ARROW1`), mapped into memory: its pages count as resident but are given back under pressure. */
export async function* readArrow(path: string, options: ReadOptions): AsyncGenerator<Batch> {
  const pl = await loadPolars();
  yield* readSlices(
    path,
    'Arrow',
    () => {
      checkArrowFile(path);
      return pl.scanIPC(withoutGlob(path));
    },
    options,
  );
}

/** `scanIPC` knows no `glob: false`: a wildcard in a name is put into brackets, which stand for themselves. */
function withoutGlob(path: string): string {
  return path.replace(/[*?[]/g, '[$&]');
}
