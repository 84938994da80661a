import type pl from 'nodejs-polars';

export type Polars = typeof pl;
export type { DataFrame, LazyDataFrame, Series } from 'nodejs-polars';

let loaded: Polars | undefined;

/** Loads Polars once. It takes a third of a second, so nothing imports it at the top of a module. */
export async function loadPolars(): Promise<Polars> {
  // Its loader looks for the C library in a report of the process, which would list the network's interfaces, too.
  Object.assign(process.report ?? {}, { excludeNetwork: true });
  loaded ??= (await import('nodejs-polars')).default;
  return loaded;
}

/** The Polars module, for code that only runs on batches: a batch cannot exist before `loadPolars` has run. */
export function polars(): Polars {
  if (!loaded) throw new Error('Polars is used before it was loaded: call loadPolars() first');
  return loaded;
}
