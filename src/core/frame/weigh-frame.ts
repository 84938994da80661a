import type { DataFrame } from './polars.ts';

const BYTES_PER_CELL = 8;
const weights = new WeakMap<DataFrame, ArrayBuffer>();

/**
 * Tells V8 how much memory a frame holds. To V8 it is a few bytes, so that hundreds of megabytes of frames that nobody
 * uses would wait for a collection. A buffer of about that size, never touched, lives as long as the frame does.
 */
export function weighFrame(frame: DataFrame): DataFrame {
  weights.set(frame, new ArrayBuffer(frame.height * frame.width * BYTES_PER_CELL));
  return frame;
}
