import { fstatSync, write } from 'node:fs';
import { isatty } from 'node:tty';
import { promisify } from 'node:util';
import { InterruptedError, OadsError, ReaderGoneError, systemCode } from '../../core/errors.ts';
import type { ByteSink } from '../../core/frame/write/write-stream.ts';
import { stopSignal } from '../signals.ts';
import { claimStdout, toStdoutError } from '../stdio.ts';

const STDOUT = 1;
const writeSome = promisify(write);

/** Whether a write was given up while the reader did not read: the process would wait for it for ever. */
let isStuck = false;

export function isStdoutStuck(): boolean {
  return isStuck;
}

/**
 * Rows to stdout. Throws ReaderGoneError where the reader has closed the pipe, StoreError for a disk that is full, and
 * what the signal says as soon as it does, even while a reader keeps us waiting.
 */
export function openStdoutSink(signal: AbortSignal = stopSignal): ByteSink {
  claimStdout();
  const info = fstatSync(STDOUT);
  const isStream = info.isFIFO() || info.isSocket() || isatty(STDOUT);
  const send = isStream ? sendToStream : sendToFile;
  return {
    async write(bytes) {
      if (bytes.length === 0) return;
      let stop = () => {};
      const stopped = new Promise<never>((_, reject) => {
        stop = () => {
          isStuck = true;
          reject(signal.reason instanceof OadsError ? signal.reason : new InterruptedError());
        };
      });
      signal.addEventListener('abort', stop, { once: true });
      try {
        await Promise.race([send(bytes), stopped]);
      } catch (error) {
        if (error instanceof OadsError) throw error;
        const code = systemCode(error);
        throw code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' ? new ReaderGoneError() : toStdoutError(error);
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
  };
}

/** Node waits where the pipe is full or does not block, and writes the rest of what was written in part. */
function sendToStream(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

/** Node's own stream to a file writes once and does not look how much was taken. */
async function sendToFile(bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length; ) {
    const { bytesWritten } = await writeSome(STDOUT, bytes, from, bytes.length - from, null);
    from += bytesWritten;
  }
}
