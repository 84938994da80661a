import { once } from 'node:events';
import type { Connection } from 'pg';
import type { SessionClient } from './session-client.ts';

/**
 * How long the request may take: enough for a server on another continent, and whoever stopped the work while the server
 * is silent does not wait. Dropping the connection ends most queries anyway.
 */
const CANCEL_TIMEOUT_MS = 500;

/** pg's own Connection, as far as its typings leave it out. */
interface CancelConnection extends NodeJS.EventEmitter {
  readonly stream: NodeJS.EventEmitter & { destroy(): void };
  connect(port: number, host: string): void;
  connect(path: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
}

/**
 * Asks the server, over a connection of its own, to stop what the client runs: a backend that sorts does not
 * notice that its client has gone. Resolves when the server has taken the request, or could not be asked.
 */
export async function cancelQuery(ConnectionClass: typeof Connection, client: SessionClient): Promise<void> {
  const { processID, secretKey, host, port } = client;
  if (processID === null || secretKey === null) return;
  const { ssl } = client as { ssl: boolean };
  const connection = new ConnectionClass({ ssl }) as unknown as CancelConnection;
  connection.on('error', () => {});
  const send = () => connection.cancel(processID, secretKey);
  connection.on('connect', () => (ssl ? connection.requestSsl() : send()));
  connection.on('sslconnect', send);
  const timer = setTimeout(() => connection.stream.destroy(), CANCEL_TIMEOUT_MS);
  const closed = once(connection, 'end');
  if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`);
  else connection.connect(port, host);
  await closed.catch(() => {});
  clearTimeout(timer);
}
