import { ReaderGoneError } from '../../core/errors.ts';
import type { FileFormat } from '../../core/frame/file-format.ts';
import type { Effects } from '../../core/pipeline/effects.ts';
import type { RowIntake } from '../../core/pipeline/intake.ts';
import type { Plan } from '../../core/pipeline/plan.ts';
import { formatCount } from '../render/format.ts';
import { type StageFiles, withSources } from './take-in.ts';

export interface LoadedRows {
  readonly rows: number;
  readonly input_digest: string;
  readonly schema: RowIntake['schema'];
  readonly source_used: string;
  readonly fallback_reason: string | null;
}

/** Writes each batch as it comes. Undefined where the reader closed the pipe before the end: it has what it wanted. */
export async function loadToStdout(plan: Plan, effects: Effects, files: StageFiles, format: FileFormat): Promise<LoadedRows | undefined> {
  const [{ openStreamWriter }, { openStdoutSink }, { openShapedStream, streamLoad }] = await Promise.all([
    import('../../core/frame/write/write-stream.ts'),
    import('./stdout-sink.ts'),
    import('../../core/pipeline/stream/stream-load.ts'),
  ]);
  return withSources(plan, effects, files, async (sources, scratchDir) => {
    const stream = openShapedStream(plan, sources, effects);
    try {
      await streamLoad(stream, await openStreamWriter(openStdoutSink(), format, scratchDir));
    } catch (error) {
      if (error instanceof ReaderGoneError) return undefined;
      throw error;
    }
    return summariseLoad(stream.shaper, stream.origin, effects);
  });
}

export function summariseLoad(
  rows: Pick<RowIntake, 'digest' | 'schema' | 'unreadable'>,
  { used, fallbackReason }: { used: string; fallbackReason: string | null },
  effects: Effects,
): LoadedRows {
  for (const [column, count] of rows.unreadable)
    effects.warn(`${formatCount(count)} values of "${column}" could not be read as the contract's type: they are null in the output`);
  return {
    rows: rows.digest.rows,
    input_digest: rows.digest.hex(),
    schema: rows.schema,
    source_used: used,
    fallback_reason: fallbackReason,
  };
}

export function describeLoad({ rows, source_used, input_digest }: LoadedRows, where: string): string {
  return `${formatCount(rows)} rows from ${source_used}${where}, digest ${input_digest.slice(0, 16)}`;
}
