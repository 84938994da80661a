import type { Batch } from '../batch.ts';
import { canonicalFrame } from '../canonical-frame.ts';
import { ARROW_END_OF_STREAM, readArrowMessage } from '../read/arrow/read-message.ts';
import { ByteWindow } from '../read/byte-window.ts';

/** Writes batches of one schema as one Arrow IPC stream. */
export interface ArrowStreamEncoder {
  encode(batch: Batch): Promise<Buffer>;
  /** What ends the stream. */
  end(): Buffer;
}

/** Polars writes whole streams only: of each but the first, the schema is left out, and of all, the end. */
export function openArrowStreamEncoder(): ArrowStreamEncoder {
  let started = false;
  return {
    async encode(batch) {
      const whole = canonicalFrame(batch).writeIPCStream();
      const window = new ByteWindow(single(whole));
      const messages: Buffer[] = [];
      for (let message = await readArrowMessage(window); message; message = await readArrowMessage(window)) {
        if (message.kind !== 'schema' || !started) messages.push(message.bytes);
      }
      started = true;
      return Buffer.concat(messages);
    },
    end: () => ARROW_END_OF_STREAM,
  };
}

async function* single(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
