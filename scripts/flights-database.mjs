// The table that `npm start` and the benchmarks read: 3 million flights in a real PostgreSQL.
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { FLIGHTS, scanFlights } from './us-flights.mjs';

/**
 * Fills table `flights` unless it is there already. Returns whether it had to.
 * @param {string} connectionString of a superuser
 * @param {(line: string) => void} log
 * @param {{from: string, to: string}} [period] only flights of [from, to), ISO 8601; default: all
 */
export async function fillFlights(connectionString, log, period) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    if (await isFilled(client)) return false;
    log(`writing ${period ? 'some' : FLIGHTS.toLocaleString('en-US')} flights to the database …`);
    // The server reads the file itself, which is much faster than sending rows; its own directory is one it can read.
    const { rows } = await client.query('SHOW data_directory');
    const file = join(rows[0].data_directory, 'oads-flights.csv');
    try {
      const { flights } = await scanFlights(period);
      (await flights.collect()).writeCSV(file);
      chmodSync(file, 0o644);
      await client.query('BEGIN');
      await client.query('DROP TABLE IF EXISTS flights');
      await client.query(
        'CREATE TABLE flights (id bigint, date timestamp, delay integer, distance integer, origin text, destination text)',
      );
      await client.query(`COPY flights FROM '${file.replaceAll("'", "''")}' WITH (FORMAT csv, HEADER true, FREEZE true)`);
      await client.query('ALTER TABLE flights ADD PRIMARY KEY (id)');
      await client.query('CREATE INDEX flights_date ON flights (date)');
      if (!period) await client.query(`COMMENT ON TABLE flights IS '${FLIGHTS} rows of vega-datasets flights-3m.parquet'`);
      await client.query('COMMIT');
      await client.query('ANALYZE flights');
    } finally {
      rmSync(file, { force: true });
    }
    return true;
  } finally {
    await client.end();
  }
}

async function isFilled(client) {
  const { rows } = await client.query("SELECT obj_description(to_regclass('flights'), 'pg_class') AS comment");
  return rows[0].comment?.startsWith(`${FLIGHTS} rows`) ?? false;
}
