import { SourceError, throwIfAborted } from '../../errors.ts';
import { Batch } from '../batch.ts';
import { listNames } from '../list-names.ts';
import { type DataFrame, loadPolars } from '../polars.ts';
import { ARROW_END_OF_STREAM, type ArrowMessage, readArrowMessage } from './arrow/read-message.ts';
import { ByteWindow } from './byte-window.ts';
import { describeDamage } from './describe-damage.ts';
import type { ReadOptions } from './read-options.ts';

/**
 * Reads the Arrow IPC streaming format, from a file or a pipe. Polars reads whole streams only, so that it is given
 * the schema with a few record batches at a time: memory is bounded by `batchRows` or the stream's own largest batch.
 */
export async function* readArrowStream(name: string, chunks: AsyncIterable<Buffer>, options: ReadOptions): AsyncGenerator<Batch> {
  const pl = await loadPolars();
  const window = new ByteWindow(chunks);
  const { batchRows, columns, signal } = options;
  let schema: Buffer | undefined;
  let dictionaries: ArrowMessage[] = [];
  let held: ArrowMessage[] = [];
  let heldRows = 0;
  let offset = 0;

  function decodeHeld(): DataFrame {
    if (!schema) throw new Error('no schema before the first record batch');
    const parts = [schema, ...dictionaries.map(({ bytes }) => bytes), ...held.map(({ bytes }) => bytes), ARROW_END_OF_STREAM];
    held = [];
    heldRows = 0;
    const frame = pl.readIPCStream(Buffer.concat(parts));
    const absent = columns?.find((column) => !frame.columns.includes(column));
    if (absent !== undefined) {
      throw new SourceError('OADS_COLUMN_MISSING', `${name}: expected a column "${absent}", got ${listNames(frame.columns)}`);
    }
    return columns ? frame.select(...columns) : frame;
  }

  function* release(): Generator<Batch> {
    const frame = decodeHeld();
    for (let from = 0; from < frame.height; from += batchRows) {
      const slice = frame.height <= batchRows ? frame : frame.slice(from, Math.min(batchRows, frame.height - from));
      yield Batch.fromFrame(slice, offset);
      offset += slice.height;
    }
  }

  try {
    for (;;) {
      throwIfAborted(signal);
      const message = await readArrowMessage(window);
      if (!message) break;
      if (message.kind === 'schema' && schema) throw new Error('a second schema');
      if (message.kind !== 'schema' && heldRows > 0 && (message.kind === 'dictionary' || heldRows + message.rows > batchRows))
        yield* release();
      if (message.kind === 'schema') schema = message.bytes;
      else if (message.kind === 'dictionary') dictionaries = replaceDictionary(dictionaries, message);
      else {
        held.push(message);
        heldRows += message.rows;
      }
    }
    await refuseMore(window);
    if (heldRows > 0) yield* release();
    if (offset === 0) yield Batch.fromFrame(decodeHeld());
  } catch (error) {
    if (error instanceof SourceError || signal?.aborted) throw error;
    throw new SourceError('OADS_SOURCE_FORMAT', `${name}: expected an Arrow IPC stream, got ${describeDamage(error)}`, {
      hint: 'write it again: it is cut short or damaged',
      cause: error,
    });
  } finally {
    await window.close();
  }
}

/** Bytes after the end mark are rows that nobody would miss: those of a second stream, as `cat` joins them. */
async function refuseMore(window: ByteWindow): Promise<void> {
  while (window.length === 0 && !window.ended) await window.read();
  if (window.length > 0) throw new Error('more bytes after its end mark');
}

function replaceDictionary(dictionaries: ArrowMessage[], message: ArrowMessage): ArrowMessage[] {
  const { id, delta } = message.dictionary as { id: bigint; delta: boolean };
  return [...(delta ? dictionaries : dictionaries.filter((other) => other.dictionary?.id !== id)), message];
}
