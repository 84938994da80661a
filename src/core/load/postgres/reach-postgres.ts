import type { TLSSocket } from 'node:tls';
import { buildDiscovery, validateSelection } from './build-query.ts';
import { openSession } from './open-session.ts';
import type { PostgresOptions } from './postgres-loader.ts';

export interface Reached {
  /** `host:port/database` */
  readonly target: string;
  /** `TLSv1.3`; null: in the clear. */
  readonly encryption: string | null;
  readonly columns: number;
}

/** Connects and asks for the columns of the table or query, which the server answers to those who may read them. Reads no row. */
export async function reachPostgres(
  { connection, table, query, columns, order_by: orderBy }: PostgresOptions,
  { baseDir, timeoutMs, signal }: { baseDir: string; timeoutMs: number; signal?: AbortSignal },
): Promise<Reached> {
  const selection = { table, query, columns, orderBy };
  validateSelection(selection);
  const session = await openSession({ connection, connectTimeoutMs: timeoutMs, baseDir, signal });
  try {
    const { fields } = await session.query(buildDiscovery(selection), [], timeoutMs);
    const { stream } = session.client.connection;
    const { host, port, database } = session.client;
    const isEncrypted = 'encrypted' in stream && stream.encrypted === true;
    return {
      target: `${host}:${port}/${database}`,
      encryption: isEncrypted ? (stream as TLSSocket).getProtocol() : null,
      columns: fields.length,
    };
  } finally {
    await session.end();
  }
}
