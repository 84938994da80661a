import { throwIfAborted } from '../../errors.ts';
import { addGraceMs } from './add-grace.ts';
import { buildDiscovery, buildQuery, type CopyQuery, type Selection, validateSelection } from './build-query.ts';
import { findPostgresType, unsupportedTypes } from './column-types.ts';
import type { CopyBatch } from './decode-copy.ts';
import { mapError } from './map-error.ts';
import { openSession, type Session } from './open-session.ts';
import { streamCopy } from './stream-copy.ts';

export interface ReadCopyOptions {
  connection: string;
  selection: Selection;
  batchRows: number;
  connectTimeoutMs: number;
  /** Of the whole read, the time that the reader takes between batches included. 0 = none. */
  statementTimeoutMs: number;
  lockTimeoutMs: number;
  signal?: AbortSignal;
}

/** How long the server waits for our next statement before it ends the transaction. */
const IDLE_TIMEOUT_MS = 60_000;

/**
 * Reads a table or query in one read-only transaction, in the order asked for, `batchRows` rows at a time; an
 * empty result gives one batch of 0 rows. Throws SourceError (see mapError), ConfigError for an impossible
 * selection, or the signal's reason. The connection is closed however it ends; leaving early cancels the query.
 */
export async function* readCopy(options: ReadCopyOptions): AsyncGenerator<CopyBatch> {
  const { selection, batchRows, statementTimeoutMs, signal } = options;
  validateSelection(selection);
  const session = await openSession(options);
  const abort = () => void session.discard();
  signal?.addEventListener('abort', abort, { once: true });
  let streaming = false;
  try {
    await session.execute(begin(options), options.connectTimeoutMs);
    const { sql, fields } = await plan(session, options);
    const deadlineMs = addGraceMs(statementTimeoutMs);
    streaming = true;
    yield* streamCopy(session, sql, fields, { batchRows, deadlineMs, signal });
    streaming = false;
    await session.execute('COMMIT', options.connectTimeoutMs);
  } catch (thrown) {
    throwIfAborted(signal);
    throw mapError(thrown, session.target);
  } finally {
    signal?.removeEventListener('abort', abort);
    await (streaming ? session.discard() : session.end());
  }
}

function begin({ statementTimeoutMs, lockTimeoutMs }: ReadCopyOptions): string {
  return [
    'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
    `SET LOCAL statement_timeout = ${Math.ceil(statementTimeoutMs)}`,
    `SET LOCAL lock_timeout = ${Math.ceil(lockTimeoutMs)}`,
    `SET LOCAL idle_in_transaction_session_timeout = ${IDLE_TIMEOUT_MS}`,
    "SET LOCAL TimeZone = 'UTC'",
    // A database in another encoding would send its own.
    "SET LOCAL client_encoding = 'UTF8'",
  ].join('; ');
}

/** Asks the server for the columns' types and builds the query from them. */
async function plan(session: Session, { selection, statementTimeoutMs }: ReadCopyOptions): Promise<CopyQuery> {
  const timeoutMs = addGraceMs(statementTimeoutMs);
  const { fields } = await session.query(buildDiscovery(selection), [], timeoutMs);
  const found = fields.map(({ name, dataTypeID, dataTypeModifier }) => ({ name, oid: dataTypeID, modifier: dataTypeModifier }));
  const unknown = fields.filter(({ dataTypeID }) => !findPostgresType(dataTypeID));
  if (unknown.length > 0) {
    const { rows } = await session.query(
      'SELECT format_type(oid, modifier) FROM unnest($1::oid[], $2::int4[]) WITH ORDINALITY AS t (oid, modifier, position) ORDER BY position',
      [unknown.map(({ dataTypeID }) => dataTypeID), unknown.map(({ dataTypeModifier }) => dataTypeModifier)],
      timeoutMs,
    );
    throw unsupportedTypes(unknown.map(({ name }, index) => ({ name, typeName: String(rows[index][0]) })));
  }
  return buildQuery(selection, found);
}
