import { type Batch, missingColumn } from '../frame/batch.ts';
import type { Schema } from '../frame/types.ts';

type Read = (columns: readonly string[]) => AsyncIterable<Batch>;

/**
 * Remembers whether reading itself failed: that is no fault of the check that happened to read, and must end the run
 * (an interruption, a full disk) instead of becoming one check's `error`.
 */
export function watchRead(read: Read, schema?: Schema): { read: Read; throwIfFailed(): void } {
  const failures: unknown[] = [];
  async function* watched(columns: readonly string[]): AsyncGenerator<Batch> {
    const missing = schema && columns.find((name) => !schema.some((field) => field.name === name));
    // This is the fault of the check that asks.
    if (missing !== undefined) throw missingColumn(missing, schema ?? []);
    try {
      yield* read(columns);
    } catch (error) {
      failures.push(error);
      throw error;
    }
  }
  return {
    read: watched,
    throwIfFailed() {
      if (failures.length > 0) throw failures[0];
    },
  };
}
