import { ConfigError, SourceError } from '../../errors.ts';
import { type CopyField, findKeyType, findPostgresType, type PostgresType, type SourceColumn } from './column-types.ts';
import { formatInstant } from './format-instant.ts';
import { quoteIdentifier, quoteTable } from './quote-identifier.ts';

/** What to read: a table or a query, in the order of `orderBy`. */
export interface Selection {
  readonly table?: string;
  readonly query?: string;
  /** All of the source's columns when absent. Must contain the columns of `orderBy`. */
  readonly columns?: readonly string[];
  readonly orderBy: readonly string[];
  /** Rows with `from` <= column < `to` or a null there; its column is read, too. ISO 8601 instants; timestamps without a zone and dates count as UTC. */
  readonly window?: { readonly column: string; readonly from: string; readonly to: string };
}

export interface CopyQuery {
  readonly sql: string;
  readonly fields: readonly CopyField[];
}

/** Throws ConfigError for a selection that no server could answer. */
export function validateSelection({ table, query, columns, orderBy, window }: Selection): void {
  if ((table === undefined) === (query === undefined)) {
    throw new ConfigError('OADS_SOURCE_OPTIONS', `expected either \`table\` or \`query\`, got ${table === undefined ? 'neither' : 'both'}`);
  }
  if (orderBy.length === 0) throw new ConfigError('OADS_SOURCE_OPTIONS', 'expected at least one column in `order_by`, got none');
  for (const [option, names] of Object.entries({ columns: columns ?? [], order_by: orderBy })) {
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice !== undefined)
      throw new ConfigError('OADS_SOURCE_OPTIONS', `expected different names in \`${option}\`, got "${twice}" twice`);
  }
  const unread = columns && orderBy.find((name) => !columns.includes(name));
  if (unread !== undefined) {
    throw new ConfigError(
      'OADS_SOURCE_OPTIONS',
      `expected the \`order_by\` column "${unread}" among \`columns\`, got ${columns?.join(', ')}`,
      {
        hint: `add "${unread}" to \`columns\`: the order is proved on what is read`,
      },
    );
  }
  if (window && formatInstant(window.from, 'from') >= formatInstant(window.to, 'to')) {
    throw new ConfigError('OADS_SOURCE_WINDOW', `expected a window that ends after it starts, got ${window.from} to ${window.to}`);
  }
}

/** A statement without rows whose result describes the columns that the selection needs. */
export function buildDiscovery(selection: Selection): string {
  const { columns, orderBy, window } = selection;
  // Naming the columns keeps it working for a role that may read only those.
  const names = columns && [...new Set([...columns, ...orderBy, ...(window ? [window.column] : [])])];
  const list = names ? names.map((name) => `q.${quoteIdentifier(name)}`).join(', ') : '*';
  return `SELECT ${list} FROM ${from(selection)} LIMIT 0`;
}

/** The SELECT for COPY; every type of `found` is known, except where `columns` or `orderBy` do not name it. */
export function buildQuery(selection: Selection, found: readonly SourceColumn[]): CopyQuery {
  const { orderBy, window } = selection;
  const columns = selection.columns ? [...selection.columns] : found.map(({ name }) => name);
  // Its nulls are handed on, so that they can be judged.
  if (window && !columns.includes(window.column)) columns.push(window.column);
  const types = new Map(
    found.map((column) => [column.name, orderBy.includes(column.name) ? findKeyType(column) : findPostgresType(column)]),
  );

  function typeOf(name: string, option: string): PostgresType {
    const type = types.get(name);
    if (type) return type;
    throw new SourceError(
      'OADS_SOURCE_COLUMN',
      `expected a column "${name}" (from \`${option}\`), got ${[...types.keys()].join(', ') || 'no columns'}`,
      {
        hint: 'names are compared exactly, with upper and lower case',
      },
    );
  }

  const where = window ? ` WHERE ${bounds(window, typeOf(window.column, 'window'))}` : '';
  const fields = columns.map((name): CopyField => {
    const { type, wire } = typeOf(name, 'columns');
    return { name, type, wire };
  });
  const list = columns.map((name) => typeOf(name, 'columns').select(reference(name))).join(', ');
  const order = orderBy.map((name) => typeOf(name, 'order_by').order(reference(name))).join(', ');
  return { sql: `SELECT ${list} FROM ${from(selection)}${where} ORDER BY ${order}`, fields };
}

function from({ table, query }: Selection): string {
  if (table !== undefined) return `${quoteTable(table)} AS q`;
  // The line break ends a comment that the query may end with.
  return `(${(query ?? '').replace(/[;\s]+$/, '')}\n) AS q`;
}

/** Qualified, because a bare name in ORDER BY could mean an output column. */
function reference(name: string): string {
  return `q.${quoteIdentifier(name)}`;
}

function bounds({ column, from, to }: NonNullable<Selection['window']>, { type, wire }: PostgresType): string {
  if (type !== 'date' && type !== 'timestamp') {
    throw new SourceError('OADS_SOURCE_WINDOW', `expected a date or timestamp in the window column "${column}", got ${type}`);
  }
  // A date compares with a timestamp as its midnight.
  const [start, end] = [formatInstant(from, 'from'), formatInstant(to, 'to')].map((utc) =>
    wire === 'timestamptz' ? `TIMESTAMPTZ '${utc}+00'` : `TIMESTAMP '${utc}'`,
  );
  return `(${reference(column)} >= ${start} AND ${reference(column)} < ${end} OR ${reference(column)} IS NULL)`;
}
