// The 3 million real flights of npm's vega-datasets (BSD-3-Clause), with the row's index as id: the file itself has no key.
import { fileURLToPath } from 'node:url';

export const FLIGHTS = 3_000_000;
/** The model's reference is January to March 2001. */
export const REFERENCE_END = '2001-04-01T00:00:00Z';

export function flightsFile() {
  return fileURLToPath(new URL('../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url));
}

/**
 * A lazy frame of id, date, delay, distance, origin, destination, in the order of the file.
 * @param {{from: string, to: string}} [period] only flights of [from, to), ISO 8601
 */
export async function scanFlights(period) {
  const { default: pl } = await import('nodejs-polars');
  const flights = pl
    .scanParquet(flightsFile())
    .withRowIndex('id')
    .withColumn(pl.col('id').cast(pl.Int64))
    .select('id', 'date', 'delay', 'distance', 'origin', 'destination');
  if (!period) return { pl, flights };
  const micros = (instant) => pl.lit(Date.parse(instant) * 1000);
  const at = pl.col('date').cast(pl.Int64);
  return { pl, flights: flights.filter(at.gtEq(micros(period.from)).and(at.lt(micros(period.to)))) };
}

/** Writes the flights of [from, to) (ISO 8601) as Parquet, ordered by id. */
export async function writeFlights(file, from, to) {
  const { flights } = await scanFlights({ from, to });
  const rows = await flights.collect();
  rows.writeParquet(file, { compression: 'zstd' });
  return rows.height;
}
