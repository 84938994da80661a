import type { Connection, QueryArrayResult, QueryConfig } from 'pg';
import { ConfigError, messageOf, throwIfAborted } from '../../errors.ts';
import { cancelQuery } from './cancel-query.ts';
import { mapError, type Target } from './map-error.ts';
import type { SessionClient } from './session-client.ts';
import { validateConnection } from './validate-connection.ts';

export interface SessionOptions {
  /** `postgres://user:password@host:5432/database?sslmode=…`; what is missing comes from the PG… variables. */
  connection: string;
  connectTimeoutMs: number;
  signal?: AbortSignal;
}

export interface Session {
  readonly client: SessionClient;
  readonly target: Target;
  /** Runs one statement by the extended protocol, which refuses several at once. Rows are arrays. */
  query(text: string, values: readonly unknown[], timeoutMs: number): Promise<QueryArrayResult<unknown[]>>;
  /** Runs statements that give no rows. */
  execute(text: string, timeoutMs: number): Promise<void>;
  /** Cancels what runs, then drops the connection. */
  discard(): Promise<void>;
  /** Says goodbye; nothing may be running. Like `discard` it never throws and may be called again. */
  end(): Promise<void>;
}

/** How long a goodbye may take before the socket is destroyed. */
const END_TIMEOUT_MS = 2_000;

/** Connects. Throws SourceError, ConfigError for a connection string that pg cannot use, or the signal's reason. */
export async function openSession({ connection, connectTimeoutMs, signal }: SessionOptions): Promise<Session> {
  throwIfAborted(signal);
  validateConnection(connection);
  const { default: pg } = await import('pg');
  let client: SessionClient;
  try {
    client = new pg.Client({
      connectionString: connection,
      connectionTimeoutMillis: connectTimeoutMs,
      fallback_application_name: 'oads',
      // Finds out within seconds that the other machine has gone without a word.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    }) as SessionClient;
  } catch (thrown) {
    throw new ConfigError('OADS_SOURCE_CONNECTION', `expected a usable \`connection\`, got: ${messageOf(thrown)}`);
  }
  // Without a listener a connection that breaks between two queries would end the process.
  client.on('error', () => {});
  const { host, port, database = '', user = '' } = client;
  const target: Target = { host, port, database, user, password: typeof client.password === 'string' ? client.password : undefined };

  const abort = () => client.connection.stream.destroy();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await client.connect();
  } catch (thrown) {
    abort();
    throwIfAborted(signal);
    throw mapError(thrown, target);
  } finally {
    signal?.removeEventListener('abort', abort);
  }

  let discarded: Promise<void> | undefined;
  return {
    client,
    target,
    async query(text, values, timeoutMs) {
      // pg knows these two options, its typings do not.
      const config: QueryConfig & { queryMode: 'extended'; query_timeout: number } = {
        text,
        queryMode: 'extended',
        query_timeout: timeoutMs,
      };
      return client.query({ ...config, rowMode: 'array', values: [...values] });
    },
    async execute(text, timeoutMs) {
      const config: QueryConfig & { query_timeout: number } = { text, query_timeout: timeoutMs };
      await client.query(config);
    },
    discard() {
      discarded ??= discard(pg.Connection, client);
      return discarded;
    },
    async end() {
      const timer = setTimeout(() => client.connection.stream.destroy(), END_TIMEOUT_MS);
      await client.end();
      clearTimeout(timer);
    },
  };
}

async function discard(ConnectionClass: typeof Connection, client: SessionClient): Promise<void> {
  const { stream } = client.connection;
  if (stream.closed) return;
  await cancelQuery(ConnectionClass, client);
  if (stream.closed) return;
  // Not events.once(), which would reject on an error that is already on its way.
  await new Promise<void>((resolve) => {
    stream.once('close', () => resolve());
    stream.destroy();
  });
}
