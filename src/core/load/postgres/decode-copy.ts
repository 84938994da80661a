import type { Column, Schema } from '../../frame/types.ts';
import type { CopyField } from './column-types.ts';
import { type ChangedNumbers, CopyColumns } from './copy-columns.ts';
import { malformed } from './malformed-stream.ts';
import { parseServerError } from './server-error.ts';
import { createMessageSplitter } from './split-messages.ts';

/** Consecutive rows of a result; every column has `rows` rows. */
export interface CopyBatch {
  readonly schema: Schema;
  readonly columns: Map<string, Column>;
  readonly rows: number;
  /** Of the result so far. */
  readonly changed: readonly ChangedNumbers[];
}

export interface CopyDecoderOptions {
  /** Rows of a full batch. */
  batchRows: number;
  /** Called with each full batch and the rest; an empty result gives one batch of 0 rows. */
  onBatch: (batch: CopyBatch) => void;
}

export interface CopyDecoder {
  /**
   * Takes the server's bytes, cut anywhere. Returns the bytes from ReadyForQuery on once the copy is complete.
   * Throws SourceError for a stream that cannot be decoded, ServerError for an ErrorResponse.
   */
  push(chunk: Buffer): Buffer | undefined;
}

const COPY_DATA = 0x64; // d
const COPY_DONE = 0x63; // c
const COPY_OUT_RESPONSE = 0x48; // H
const COMMAND_COMPLETE = 0x43; // C
const ERROR_RESPONSE = 0x45; // E
const READY_FOR_QUERY = 0x5a; // Z
const NOTICE_RESPONSE = 0x4e; // N
const NOTIFICATION_RESPONSE = 0x41; // A
const PARAMETER_STATUS = 0x53; // S

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const CRITICAL_FLAGS = 0xffff0000;

/** Decodes the answer to `COPY … TO STDOUT (FORMAT binary)` into batches of typed arrays. */
export function createCopyDecoder(fields: readonly CopyField[], { batchRows, onBatch }: CopyDecoderOptions): CopyDecoder {
  const schema: Schema = fields.map(({ name, type }) => ({ name, type }));
  const columns = new CopyColumns(fields, batchRows);
  let sentBatches = 0;
  let totalRows = 0;
  let stage: 'header' | 'rows' | 'trailer' | 'done' | 'complete' = 'header';

  function send(): void {
    const { rows } = columns;
    totalRows += rows;
    sentBatches++;
    onBatch({ schema, columns: columns.take(), rows, changed: columns.changed() });
  }

  function readData(bytes: Buffer, view: DataView, start: number, end: number): void {
    let at = start;
    if (stage === 'header') {
      at = skipHeader(bytes, view, start, end);
      stage = 'rows';
    }
    while (at < end) {
      if (stage !== 'rows') throw malformed('rows after the end');
      if (at + 2 > end) throw malformed('a row that is cut short');
      const width = view.getInt16(at);
      at += 2;
      if (width === -1) {
        stage = 'trailer';
        continue;
      }
      if (width !== fields.length) throw malformed(`a row of ${width} values for ${fields.length} columns`);
      at = columns.appendRow(bytes, view, at, end);
      if (columns.rows === batchRows) send();
    }
  }

  const push = createMessageSplitter((code, bytes, view, start, end) => {
    switch (code) {
      case COPY_DATA:
        readData(bytes, view, start, end);
        return false;
      case COPY_OUT_RESPONSE:
        if (bytes[start] !== 1) throw malformed('the text format');
        return false;
      case COPY_DONE:
        if (stage !== 'trailer') throw malformed('an end without its trailer');
        stage = 'done';
        if (columns.rows > 0 || sentBatches === 0) send();
        return false;
      case COMMAND_COMPLETE: {
        if (stage !== 'done') throw malformed('CommandComplete before CopyDone');
        const tag = bytes.toString('latin1', start, end - 1);
        if (tag !== `COPY ${totalRows}`) throw malformed(`${totalRows} rows before "${tag}"`);
        stage = 'complete';
        return false;
      }
      case ERROR_RESPONSE:
        throw parseServerError(bytes.subarray(start, end));
      case READY_FOR_QUERY:
        if (stage !== 'complete') throw malformed('ReadyForQuery before the end of the rows');
        return true;
      case NOTICE_RESPONSE:
      case NOTIFICATION_RESPONSE:
      case PARAMETER_STATUS:
        return false;
      default:
        throw malformed(`a message of type 0x${code.toString(16)}`);
    }
  });
  return { push };
}

/** 11 bytes signature, int32 flags, int32 length of an extension, the extension. */
function skipHeader(bytes: Buffer, view: DataView, start: number, end: number): number {
  const fixed = start + SIGNATURE.length + 8;
  if (fixed > end || bytes.compare(SIGNATURE, 0, SIGNATURE.length, start, start + SIGNATURE.length) !== 0) {
    throw malformed('another header');
  }
  const flags = view.getUint32(start + SIGNATURE.length);
  if ((flags & CRITICAL_FLAGS) !== 0) throw malformed(`unknown flags 0x${flags.toString(16)}`);
  const extension = view.getInt32(fixed - 4);
  if (extension < 0 || fixed + extension > end) throw malformed('a header that is cut short');
  return fixed + extension;
}
