import type { Connection } from 'pg';
import { SourceError, throwIfAborted } from '../../errors.ts';
import type { CopyField } from './column-types.ts';
import { type CopyBatch, createCopyDecoder } from './decode-copy.ts';
import type { Session } from './open-session.ts';

/** Batches that wait for the reader before the socket is paused. */
const QUEUED_BATCHES = 2;

type State = 'reading' | 'done' | { readonly failure: unknown };

export interface StreamCopyOptions {
  batchRows: number;
  /** After this long without the end of the result the server counts as gone. 0 = never. */
  deadlineMs: number;
  signal?: AbortSignal;
}

/**
 * Runs `COPY (sql) TO STDOUT (FORMAT binary)` and yields its rows. pg knows no binary COPY: for its time the
 * socket's data goes to our decoder, from ReadyForQuery on to pg again. When it throws or is left early, the
 * session is of no more use.
 */
export async function* streamCopy(
  session: Session,
  sql: string,
  fields: readonly CopyField[],
  options: StreamCopyOptions,
): AsyncGenerator<CopyBatch> {
  const { stream } = session.client.connection;
  const queue: CopyBatch[] = [];
  let state = 'reading' as State;
  let wake = () => {};

  function settle(next: State): void {
    if (state === 'reading') state = next;
    wake();
  }

  const decoder = createCopyDecoder(fields, {
    batchRows: options.batchRows,
    onBatch: (batch) => {
      queue.push(batch);
      wake();
    },
  });
  const pgListeners = stream.listeners('data') as ((chunk: Buffer) => void)[];

  function onData(chunk: Buffer): void {
    if (state !== 'reading') return;
    try {
      const rest = decoder.push(chunk);
      if (rest) {
        stream.removeListener('data', onData);
        for (const listener of pgListeners) {
          stream.on('data', listener);
          listener(rest);
        }
      } else if (queue.length >= QUEUED_BATCHES) stream.pause();
    } catch (failure) {
      settle({ failure });
    }
  }

  const copy = {
    submit(connection: Connection): void {
      for (const listener of pgListeners) stream.removeListener('data', listener);
      stream.on('data', onData);
      connection.query(`COPY (${sql}) TO STDOUT (FORMAT binary)`);
    },
    // Called by pg when the socket breaks or closes.
    handleError: (failure: unknown) => settle({ failure }),
    handleReadyForQuery: () => settle('done'),
  };

  const onAbort = () => settle({ failure: undefined });
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const timer =
    options.deadlineMs > 0 ? setTimeout(() => settle({ failure: silentServer(options.deadlineMs) }), options.deadlineMs) : undefined;
  try {
    throwIfAborted(options.signal);
    session.client.query(copy);
    while (true) {
      throwIfAborted(options.signal);
      const batch = queue.shift();
      if (batch) {
        if (queue.length < QUEUED_BATCHES && stream.isPaused()) stream.resume();
        yield batch;
      } else if (state === 'reading') {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if (state === 'done') return;
      else throw state.failure;
    }
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
    // Left early: what still arrives is dropped. pg's own parser would be lost in the middle of the stream.
    settle({ failure: undefined });
  }
}

function silentServer(deadlineMs: number): SourceError {
  return new SourceError('OADS_SOURCE_TIMEOUT', `expected the result within ${deadlineMs / 1000} s, got no end of it`, {
    outage: true,
    hint: 'raise `statement_timeout`, or read a smaller window',
  });
}
