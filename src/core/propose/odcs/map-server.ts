import { entriesOf, type Node, show, textOf, type Unmapped } from './not-mapped.ts';

export type MappedServer =
  | { readonly loader: 'file'; readonly path: string; readonly at: string }
  | { readonly loader: 'postgres'; readonly connection: string; readonly table: string; readonly at: string };

const NAMES = ['server', 'id', 'type'];
const READ = {
  file: new Set([...NAMES, 'path', 'location']),
  postgres: new Set([...NAMES, 'host', 'port', 'database', 'schema']),
};

/** The first server that a built-in loader can read; the others are listed. */
export function mapServer(contract: Node, table: string, unmapped: Unmapped, isWanted: boolean): MappedServer | undefined {
  let found: MappedServer | undefined;
  for (const { node: server, path: at } of entriesOf(contract.servers, 'servers', unmapped)) {
    const mapped = found || !isWanted ? undefined : readServer(server, table, at);
    if (mapped) {
      found = mapped;
      for (const [key, value] of Object.entries(server))
        if (!READ[mapped.loader].has(key) && value !== null) unmapped.add(`${at}.${key}`, key, 'the source has no such option');
    } else {
      const why = !isWanted
        ? 'the rows come from --data'
        : found
          ? 'the source is another server'
          : 'no built-in loader reads it: name a file with --data';
      unmapped.add(at, `${textOf(server.server) ?? 'a server'} (${show(server.type ?? 'no type')})`, why);
    }
  }
  return found;
}

function readServer(server: Node, table: string, at: string): MappedServer | undefined {
  const type = textOf(server.type)?.toLowerCase();
  const path = textOf(server.path) ?? textOf(server.location);
  if ((type === 'local' || type === 'file') && path !== undefined) return { loader: 'file', path: path.replace(/^file:\/\//, ''), at };
  if (type !== 'postgres' && type !== 'postgresql') return undefined;
  const [host, database] = [textOf(server.host) ?? 'localhost', textOf(server.database)];
  if (database === undefined) return undefined;
  const schema = textOf(server.schema);
  const connection = `postgresql://${encodeURIComponent(host)}:${Number(server.port) || 5432}/${encodeURIComponent(database)}`;
  return { loader: 'postgres', connection, table: schema ? `${schema}.${table}` : table, at };
}
