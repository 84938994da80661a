import { type Static, Type } from 'typebox';
import { parseDurationMs } from '../../config/durations.ts';
import { Duration } from '../../config/schema-parts.ts';
import { Batch } from '../../frame/batch.ts';
import type { LoadContext, Loader } from '../loader.ts';
import type { ChangedNumbers } from './copy-columns.ts';
import type { CopyBatch } from './decode-copy.ts';
import { createOrderProof } from './prove-order.ts';
import { readCopy } from './read-copy.ts';

const Name = Type.String({ minLength: 1 });
const DEFAULT_CONNECT_TIMEOUT = '10s';
const DEFAULT_STATEMENT_TIMEOUT = '10m';
const DEFAULT_LOCK_TIMEOUT = '10s';
const timeout = (fallback: string) =>
  Type.Optional(
    Type.Union([Type.Number({ minimum: 0, maximum: 86_400 }), Duration], {
      description: 'seconds, or a duration such as 500ms, 10s, 5m',
      default: fallback,
    }),
  );

/** Options of the loader `postgres`. */
export const postgresOptions = Type.Object(
  {
    connection: Type.String({ minLength: 1, description: 'postgres://user:password@host:5432/database' }),
    table: Type.Optional(Type.String({ minLength: 1, description: 'name or schema.name; either this or query' })),
    query: Type.Optional(Type.String({ minLength: 1, description: 'one SELECT; either this or table' })),
    columns: Type.Optional(Type.Array(Name, { minItems: 1, description: 'what to read, in this order; default: every column' })),
    order_by: Type.Array(Name, { minItems: 1, description: 'columns that together identify a row, such as the primary key' }),
    connect_timeout: timeout(DEFAULT_CONNECT_TIMEOUT),
    statement_timeout: timeout(DEFAULT_STATEMENT_TIMEOUT),
    lock_timeout: timeout(DEFAULT_LOCK_TIMEOUT),
  },
  { additionalProperties: false },
);

export type PostgresOptions = Static<typeof postgresOptions>;

/**
 * Reads in the order of `order_by`, and proves on the way that it is the only one possible. An empty result gives
 * one batch of 0 rows. Throws SourceError or ConfigError, or the signal's reason.
 */
export async function* loadPostgres(
  options: PostgresOptions,
  context: Pick<LoadContext, 'batchRows' | 'window' | 'signal' | 'hides'> & Partial<Pick<LoadContext, 'contract' | 'baseDir' | 'warn'>>,
): AsyncGenerator<CopyBatch> {
  const { connection, table, query, columns, order_by: orderBy } = options;
  const prove = createOrderProof(orderBy, context.hides);
  const batches = readCopy({
    connection,
    baseDir: context.baseDir,
    selection: { table, query, columns, orderBy, window: context.window },
    contract: context.contract,
    batchRows: context.batchRows,
    connectTimeoutMs: toMs(options.connect_timeout ?? DEFAULT_CONNECT_TIMEOUT),
    statementTimeoutMs: toMs(options.statement_timeout ?? DEFAULT_STATEMENT_TIMEOUT),
    lockTimeoutMs: toMs(options.lock_timeout ?? DEFAULT_LOCK_TIMEOUT),
    hidesValues: context.hides !== undefined,
    signal: context.signal,
  });
  let changed: readonly ChangedNumbers[] = [];
  for await (const batch of batches) {
    prove(batch.columns, batch.rows);
    changed = batch.changed;
    yield batch;
  }
  for (const numbers of changed) context.warn?.(describeChanged(numbers));
}

function describeChanged({ column, rounded, tooLarge }: ChangedNumbers): string {
  const values = (count: number) => (count === 1 ? '1 numeric value' : `${count} numeric values`);
  const what = [
    ...(rounded > 0 ? [`${values(rounded)} rounded to a double`] : []),
    ...(tooLarge > 0 ? [`${values(tooLarge)} unreadable as beyond any double`] : []),
  ];
  return `column "${column}": ${what.join(', ')}; type text in the contract reads it exactly, round() in a \`query\` says that fewer digits will do`;
}

export const postgresLoader: Loader = {
  name: 'postgres',
  description: 'a PostgreSQL table or query, read in the order of a key',
  options: postgresOptions,
  async *load(options, context) {
    let offset = 0;
    for await (const { schema, columns, rows } of loadPostgres(options as PostgresOptions, context)) {
      yield Batch.fromColumns(schema, columns, rows, offset);
      offset += rows;
    }
  },
};

/** 0 switches a timeout off; what is less than a millisecond does not. */
function toMs(timeout: number | string): number {
  return typeof timeout === 'number' ? Math.ceil(timeout * 1000) : parseDurationMs(timeout);
}
