import { ReaderGoneError } from '../../core/errors.ts';
import type { FileFormat } from '../../core/frame/file-format.ts';
import type { RowIntake } from '../../core/pipeline/intake.ts';

/**
 * For `--pass`: writes the rows that were not set aside to stdout, after a verdict that lets them pass. A reader that has
 * enough changes nothing of the verdict.
 */
export async function releaseRows(intake: RowIntake, format: FileFormat, scratchDir: string): Promise<void> {
  const [{ openStreamWriter }, { openStdoutSink }] = await Promise.all([
    import('../../core/frame/write/write-stream.ts'),
    import('./stdout-sink.ts'),
  ]);
  const writer = await openStreamWriter(openStdoutSink(), format, scratchDir);
  try {
    for await (const { batch } of intake.readKept()) await writer.write(batch);
    await writer.close();
  } catch (error) {
    await writer.abort();
    if (!(error instanceof ReaderGoneError)) throw error;
  }
}
