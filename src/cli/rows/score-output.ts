import path from 'node:path';
import { ReaderGoneError, throwIfAborted } from '../../core/errors.ts';
import type { FileFormat } from '../../core/frame/file-format.ts';
import type { BatchWriter } from '../../core/frame/write/write-file.ts';
import type { ByteSink } from '../../core/frame/write/write-stream.ts';
import type { Bundle } from '../../core/model/bundle.ts';
import type { Effects } from '../../core/pipeline/effects.ts';
import type { Plan } from '../../core/pipeline/plan.ts';
import type { OpenResultsWriter, Scored } from '../../core/pipeline/score-stage.ts';
import type { LevelClaims } from '../../core/snapshot/claims.ts';
import type { InferenceMetrics } from '../../core/snapshot/inference-metrics.ts';
import { type StageFiles, withSources } from './take-in.ts';

/** One pass, each batch out as it is scored. Undefined where the reader closed the pipe before the end. */
export async function scoreToStdout(
  plan: Plan,
  bundle: Bundle,
  effects: Effects,
  files: StageFiles,
  { format, version }: { format: FileFormat; version: string },
): Promise<InferenceMetrics | undefined> {
  const [{ openStdoutSink }, { openShapedStream }, { refuseWholeBatch, streamScores }] = await Promise.all([
    import('./stdout-sink.ts'),
    import('../../core/pipeline/stream/stream-load.ts'),
    import('../../core/pipeline/stream/stream-scores.ts'),
  ]);
  refuseWholeBatch(plan, bundle, files.file === '-');
  // Scoring may end while rows are still waited for: then the source is to end, too.
  const ended = new AbortController();
  const own = { ...effects, signal: effects.signal ? AbortSignal.any([effects.signal, ended.signal]) : ended.signal };
  return withSources(plan, own, files, async (sources, scratchDir) => {
    const openWriter = await openResults(format, openStdoutSink(), scratchDir);
    const stream = openShapedStream(plan, sources, own);
    return unlessReaderGone(streamScores(plan, bundle, stream, { version, openWriter }, effects));
  }).finally(() => ended.abort());
}

/** What writes the results of a whole batch to a file, to stdout (`-`), or not at all. */
export function writeScores({ output, format, effects }: { output?: string; format: FileFormat; effects: Effects }) {
  return async (scored: Scored, claims: LevelClaims, scratchDir: string): Promise<void> => {
    if (output === undefined) return;
    if (output === '-') {
      const { openStdoutSink } = await import('./stdout-sink.ts');
      await unlessReaderGone(scored.writeRows(await openResults(format, openStdoutSink(), scratchDir), claims));
      return;
    }
    const { replaceFile } = await import('../../core/artifacts/replace-file.ts');
    const { openWriter } = await import('../../core/frame/write/write-file.ts');
    await replaceFile(path.resolve(output), async (staged) => {
      if (format === 'csv') await scored.writeResults(staged, claims);
      else await scored.writeRows(await resultsIn(() => openWriter(staged, format)), claims);
      throwIfAborted(effects.signal);
    });
  };
}

async function openResults(format: FileFormat, sink: ByteSink, scratchDir: string): Promise<OpenResultsWriter> {
  if (format === 'csv') {
    const { openCsvResults } = await import('../../core/score/csv-results.ts');
    return async (layout) => openCsvResults({ writeFile: (bytes) => sink.write(bytes) }, layout);
  }
  const { openStreamWriter } = await import('../../core/frame/write/write-stream.ts');
  return resultsIn(() => openStreamWriter(sink, format, scratchDir));
}

async function resultsIn(open: () => Promise<BatchWriter>): Promise<OpenResultsWriter> {
  const { openBatchResults } = await import('../../core/score/batch-results.ts');
  return async (layout, keySchema) => openBatchResults(await open(), keySchema, layout);
}

async function unlessReaderGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ReaderGoneError) return undefined;
    throw error;
  }
}
