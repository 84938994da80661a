import { throwIfAborted } from '../../errors.ts';
import type { Schema } from '../../frame/types.ts';
import { addGraceMs } from './add-grace.ts';
import { buildDiscovery, buildQuery, type CopyQuery, type Selection, validateSelection } from './build-query.ts';
import { isKnownType, type SourceColumn, unsupportedTypes } from './column-types.ts';
import type { CopyBatch } from './decode-copy.ts';
import { findTextForms } from './find-text-forms.ts';
import { mapError } from './map-error.ts';
import { openSession, type Session, type SessionOptions } from './open-session.ts';
import { streamCopy } from './stream-copy.ts';

export interface ReadCopyOptions extends SessionOptions {
  selection: Selection;
  /** The contract's columns: decide where a type can be read in more than one way. */
  contract?: Schema;
  batchRows: number;
  /** Of the whole read, the time that the reader takes between batches included. 0 = none. */
  statementTimeoutMs: number;
  lockTimeoutMs: number;
}

/** How long the server waits for our next statement before it ends the transaction. */
const IDLE_TIMEOUT_MS = 60_000;
/** Of a batch. */
const MOST_CELLS = 2 ** 23;

/**
 * Reads a table or query in one read-only transaction, in the order asked for, at most `batchRows` rows at a time; an
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
    yield* streamCopy(session, sql, fields, { batchRows: limitRows(batchRows, fields.length), deadlineMs, signal });
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

/** Wide rows come fewer at a time, so that a batch stays within some 64 MB whatever its width. Results do not depend on batches. */
function limitRows(batchRows: number, columns: number): number {
  return Math.min(batchRows, Math.ceil(MOST_CELLS / Math.max(columns, 1)));
}

function begin({ statementTimeoutMs, lockTimeoutMs }: ReadCopyOptions): string {
  return [
    'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
    `SET LOCAL statement_timeout = ${Math.ceil(statementTimeoutMs)}`,
    `SET LOCAL lock_timeout = ${Math.ceil(lockTimeoutMs)}`,
    `SET LOCAL idle_in_transaction_session_timeout = ${IDLE_TIMEOUT_MS}`,
    // What is read as text must not depend on the role's or the server's settings.
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO'",
    "SET LOCAL IntervalStyle = 'iso_8601'",
    "SET LOCAL bytea_output = 'hex'",
    // The shortest digits that give the same double back, from PostgreSQL 12 on.
    'SET LOCAL extra_float_digits = 3',
    // A database in another encoding would send its own.
    "SET LOCAL client_encoding = 'UTF8'",
  ].join('; ');
}

/** Asks the server for the columns' types and builds the query from them. */
async function plan(session: Session, { selection, contract = [], statementTimeoutMs }: ReadCopyOptions): Promise<CopyQuery> {
  const timeoutMs = addGraceMs(statementTimeoutMs);
  const wanted = new Map(contract.map(({ name, type }) => [name, type]));
  const { fields } = await session.query(buildDiscovery(selection), [], timeoutMs);
  const found = fields.map(
    ({ name, dataTypeID, dataTypeModifier }): SourceColumn => ({
      name,
      oid: dataTypeID,
      modifier: dataTypeModifier,
      wanted: wanted.get(name),
    }),
  );
  const unknown = found.filter(({ oid }) => !isKnownType(oid));
  const forms = new Map((await findTextForms(session, unknown, timeoutMs)).map((form, index) => [unknown[index], form]));
  const refused = [...forms].filter(([, { isSteady }]) => !isSteady);
  if (refused.length > 0) throw unsupportedTypes(refused.map(([{ name }, { typeName }]) => ({ name, typeName })));
  return buildQuery(
    selection,
    found.map((column) => ({ ...column, hasTextForm: forms.has(column) })),
  );
}
