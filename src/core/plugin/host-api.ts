import Type from 'typebox';
import { SourceError, UsageError } from '../errors.ts';
import { Batch } from '../frame/batch.ts';
import { loadPolars } from '../frame/polars.ts';
import { readChunks } from '../frame/read/read-chunks.ts';
import { readLines } from '../frame/read/read-lines.ts';
import { readWhole } from '../frame/read/read-whole.ts';
import { recordsToBatches } from '../frame/records-to-batches.ts';
import { type FileOptions, loadFile } from '../load/file-loader.ts';
import { listFiles } from '../load/list-files.ts';
import { API_VERSION, type RegisterContext } from './api.ts';

export type TypeBuilder = typeof Type;

/** What every plugin's hook is handed. */
export async function createHostApi(): Promise<RegisterContext> {
  return {
    api: {
      version: API_VERSION,
      Batch,
      Type,
      SourceError,
      UsageError,
      files: {
        list: listFiles,
        readWhole,
        readLines,
        readChunks,
        readTable: (options, context, findHeader) => loadFile(options as FileOptions, context, findHeader),
      },
      recordsToBatches,
    },
    pl: await loadPolars(),
  };
}
