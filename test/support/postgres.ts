import path from 'node:path';
import type { QueryResultRow } from 'pg';
import pg from 'pg';
import type { Test } from 'uvu';
import type { PostgresOptions, RunningPostgres } from '../../scripts/embedded-postgres.mjs';
import { startPostgres } from '../../scripts/embedded-postgres.mjs';
import { sharedDir } from './make-once.ts';

export interface TestPostgres extends RunningPostgres {
  /** Runs SQL as the superuser; without parameters, several statements may follow each other. Returns the (last) rows. */
  query<Row extends QueryResultRow = QueryResultRow>(sql: string, parameters?: unknown[]): Promise<Row[]>;
}

/** A real server of the test's own, by default on a copy of a new cluster that all share. Whoever starts it stops it; if the test dies, the server goes too. */
export async function startTestPostgres(options?: PostgresOptions): Promise<TestPostgres> {
  const server = await startPostgres({ template: path.join(sharedDir(), 'postgres'), ...options });
  const pool = new pg.Pool({ connectionString: server.connectionString, max: 4, allowExitOnIdle: true });
  // A test that stops the server under the pool's idle connections does so on purpose.
  pool.on('error', () => {});
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await pool.end();
    await server.stop();
  };
  return {
    ...server,
    query: async (sql, parameters) => {
      const result = await pool.query(sql, parameters);
      return (Array.isArray(result) ? result.at(-1) : result).rows;
    },
    stop: () => (stopped ??= stop()),
  };
}

/**
 * One server for a suite: started before its first test, stopped after its last. The returned function gives it inside a
 * test (and in `before` hooks registered later).
 */
export function withPostgres<Context>(test: Test<Context>, options?: PostgresOptions): () => TestPostgres {
  let server: TestPostgres | undefined;
  test.before(async () => {
    server = await startTestPostgres(options);
  });
  test.after(async () => {
    await server?.stop();
  });
  return () => {
    if (server === undefined) throw new Error('the test server runs inside tests only');
    return server;
  };
}
