// What the benchmarks read: the flights as Parquet or in a real PostgreSQL, and the us-flights pipeline over all of them.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { FLIGHTS, scanFlights } from '../scripts/us-flights.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const bundle = join(root, 'models', 'us-flights');
/** After the last flight; the window reaches back before the first one. */
export const AS_OF = '2001-08-01T00:00:00Z';

/** Writes the first `rows` flights; beyond the 3 million that there are, they are repeated with further ids. */
export async function writeFlightRows(file, rows) {
  const { pl, flights } = await scanFlights();
  const copies = Array.from({ length: Math.ceil(rows / FLIGHTS) }, (_, copy) => {
    const shifted = flights.withColumn(
      pl
        .col('id')
        .add(pl.lit(copy * FLIGHTS))
        .cast(pl.Int64)
        .alias('id'),
    );
    return copy === 0 ? flights : shifted;
  });
  const all = copies.length === 1 ? flights : pl.concat(copies);
  await all.slice(0, rows).sinkParquet(file, { compression: 'zstd', maintainOrder: true }).collect({ streaming: true });
}

/** The shipped pipeline without its freshness check and fallback, over all times, reading `source`. */
export function writeConfig(file, source) {
  const config = load(readFileSync(join(root, 'config', 'us-flights.yaml'), 'utf8'));
  const checks = config.checks.filter(({ check }) => check !== 'freshness');
  const { fallback: _, artifacts: __, ...rest } = config;
  const wide = { ...rest, source, checks, window: { column: 'date', length: '366d' }, model: { path: bundle } };
  writeFileSync(file, JSON.stringify(wide, null, 2));
}
