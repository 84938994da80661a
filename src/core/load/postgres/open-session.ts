import { homedir } from 'node:os';
import path from 'node:path';
import type { Client, ClientConfig, Connection, QueryArrayResult, QueryConfig } from 'pg';
import { BugError, ConfigError, messageOf, SourceError, throwIfAborted } from '../../errors.ts';
import { cancelQuery } from './cancel-query.ts';
import { mapError, type Target } from './map-error.ts';
import { type ConnectionParts, parseConnection } from './parse-connection.ts';
import { planTls, type TlsAttempt } from './plan-tls.ts';
import { readPasswordFile } from './read-password-file.ts';
import type { SessionClient } from './session-client.ts';

export interface SessionOptions {
  /** `postgres://user:password@host:5432/database?sslmode=…`; what is missing comes from the PG… variables. */
  connection: string;
  connectTimeoutMs: number;
  /** Paths in the connection are relative to it; default: the current directory. */
  baseDir?: string;
  env?: NodeJS.ProcessEnv;
  /** No message may show what the server says of values. */
  hidesValues?: boolean;
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

/** Connects. Throws SourceError, ConfigError for a connection string that cannot be used, or the signal's reason. */
export async function openSession(options: SessionOptions): Promise<Session> {
  throwIfAborted(options.signal);
  const { connection, baseDir = process.cwd(), env = process.env } = options;
  const parts = parseConnection(connection);
  const home = homedir();
  const isSocket = (parts.host ?? env.PGHOST ?? '').startsWith('/');
  // As with libpq, nothing is encrypted that does not leave the machine.
  const attempts = isSocket ? [false as const] : await planTls(parts.tls, { baseDir, home, env });
  const { default: pg } = await import('pg');
  for (const [index, ssl] of attempts.entries()) {
    try {
      return startSession(pg.Connection, await connect(pg.Client, parts, ssl, options), options.hidesValues);
    } catch (thrown) {
      throwIfAborted(options.signal);
      if (index === attempts.length - 1 || !isAboutTls(thrown)) throw thrown;
    }
  }
  throw new BugError('no way to connect was tried');
}

/** Whether it may go better without TLS, where the user lets that happen: there is none, or the server wants none. */
function isAboutTls(thrown: unknown): boolean {
  return thrown instanceof SourceError && (thrown.code === 'OADS_SOURCE_TLS' || thrown.details?.sqlstate === '28000');
}

async function connect(
  ClientClass: typeof Client,
  parts: ConnectionParts,
  ssl: TlsAttempt,
  { connectTimeoutMs, hidesValues, signal, env = process.env }: SessionOptions,
): Promise<SessionClient> {
  // pg knows this option, its typings do not.
  const config: ClientConfig & { sslnegotiation: 'postgres' } = {
    ...(parts.host && { host: parts.host }),
    ...(parts.port && { port: parts.port }),
    ...(parts.user && { user: parts.user }),
    ...(parts.database && { database: parts.database }),
    ...(parts.options && { options: parts.options }),
    ...(parts.applicationName && { application_name: parts.applicationName }),
    // Asked for only where the server wants one. Left to itself, pg reads the same file with a warning on stderr.
    password: parts.password ?? (env.PGPASSWORD || (() => findPassword(client, env) as Promise<string>)),
    ssl,
    sslnegotiation: 'postgres',
    connectionTimeoutMillis: connectTimeoutMs,
    fallback_application_name: 'oads',
    // Finds out within seconds that the other machine has gone without a word.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
  let client: SessionClient;
  try {
    client = new ClientClass(config) as SessionClient;
  } catch (thrown) {
    throw new ConfigError('OADS_SOURCE_CONNECTION', `expected a usable \`connection\`, got: ${messageOf(thrown)}`);
  }
  // Without a listener a connection that breaks between two queries would end the process.
  client.on('error', () => {});
  const abort = () => client.connection.stream.destroy();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await client.connect();
    return client;
  } catch (thrown) {
    abort();
    throwIfAborted(signal);
    throw mapError(thrown, targetOf(client, hidesValues));
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

async function findPassword({ host, port, database = '', user = '' }: Client, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return readPasswordFile(env.PGPASSFILE || path.join(homedir(), '.pgpass'), { host, port, database, user });
}

function targetOf({ host, port, database = '', user = '', password }: SessionClient, hidesValues?: boolean): Target {
  return { host, port, database, user, password: typeof password === 'string' ? password : undefined, hidesValues };
}

function startSession(ConnectionClass: typeof Connection, client: SessionClient, hidesValues?: boolean): Session {
  let discarded: Promise<void> | undefined;
  return {
    client,
    target: targetOf(client, hidesValues),
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
      discarded ??= discard(ConnectionClass, client);
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
