import type { Batch } from '../frame/batch.ts';
import type { LoadContext, Loader } from '../load/loader.ts';
import type { LookedAt } from './look/look-at.ts';

const BATCH_ROWS = 65_536;
/** Whose content says by itself that it is no text with rows below a header. */
const TYPED = /\.(parquet|pq|arrow|arrows|ipc|feather|ndjson|jsonl)(\.gz)?$/i;

export interface OpenedSource {
  readonly loader: Loader;
  readonly options: Record<string, unknown>;
  readonly baseDir: string;
  readonly signal?: AbortSignal;
  warn(message: string): void;
}

/** A loader's rows, to be looked at as often as it takes. */
export function openSource({ loader, options, baseDir, signal, warn }: OpenedSource): LookedAt {
  const said = new Set<string>();
  const sayOnce = (message: string) => {
    if (said.has(message)) return;
    said.add(message);
    warn(message);
  };
  return {
    mayHoldTags: loader.name === 'file' && !TYPED.test(String(options.path)),
    open: ({ contract, asText, skipRows }): AsyncIterable<Batch> => {
      const context: LoadContext = {
        asOf: new Date(8.64e15),
        contract,
        key: [],
        batchRows: BATCH_ROWS,
        baseDir,
        // What nobody gave a type is read as text then, and so it is whatever comes later in the column.
        hides: asText ? () => true : undefined,
        signal,
        warn: sayOnce,
      };
      return loader.load(skipRows > 0 ? { ...options, skip_rows: skipRows } : options, context);
    },
  };
}
