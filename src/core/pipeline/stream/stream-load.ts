import type { BatchWriter } from '../../frame/write/write-file.ts';
import type { RowSource } from '../../load/load-rows.ts';
import { type StreamOrigin, streamRows } from '../../load/stream-rows.ts';
import type { Effects } from '../effects.ts';
import type { Plan } from '../plan.ts';
import { RowShaper, type ShapedBatch } from '../shape-rows.ts';

/** Rows on their way: what is known of them grows as they are read. */
export interface ShapedStream {
  readonly origin: StreamOrigin;
  /** Of the source that the rows come from. */
  readonly shaper: RowShaper;
  readonly batches: AsyncIterable<ShapedBatch>;
}

/** Shapes the rows of the first source that works, batch by batch; nothing is kept. */
export function openShapedStream(plan: Plan, sources: readonly RowSource[], effects: Effects): ShapedStream {
  const origin: StreamOrigin = { used: sources[0].used, fallbackReason: null };
  let shaper = new RowShaper(plan, effects);
  async function* shapeAll(source: RowSource): AsyncGenerator<ShapedBatch> {
    shaper = new RowShaper(plan, effects, source);
    for await (const shaped of shaper.shapeAll(source.open())) {
      effects.progress('load', shaper.digest.rows);
      yield shaped;
    }
  }
  return {
    origin,
    get shaper() {
      return shaper;
    },
    batches: streamRows(sources, shapeAll, origin, (message) => effects.warn(message)),
  };
}

/** `oads load -o -`: writes each batch as soon as it is read. A stream that breaks off is left without its end. */
export async function streamLoad(stream: ShapedStream, writer: BatchWriter): Promise<void> {
  try {
    for await (const { batch } of stream.batches) await writer.write(batch);
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
