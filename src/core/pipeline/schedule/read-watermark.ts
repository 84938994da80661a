import { listRuns } from '../../artifacts/read-runs.ts';
import { watermarkMs } from '../../artifacts/watermark.ts';
import type { TimeSpan } from '../row-window.ts';

/**
 * Up to when rows of the source were scored before `asOf`: the latest end of a run that read the source itself and was not withheld.
 * Ends at or after `asOf` do not count, so that the same command at the same time reads the same rows again. Undefined before the
 * first such run. A manifest that cannot be read moves nothing: its rows are read once more. Retention keeps the run that carries it.
 */
export async function readWatermark(artifactsDir: string, pipeline: string, asOf: Date): Promise<Date | undefined> {
  let newest = Number.NEGATIVE_INFINITY;
  for (const entry of await listRuns(artifactsDir, pipeline, { limit: Number.POSITIVE_INFINITY })) {
    const end = watermarkMs(entry);
    if (end !== null && end < asOf.getTime()) newest = Math.max(newest, end);
  }
  return Number.isFinite(newest) ? new Date(newest) : undefined;
}

/** From the watermark, less an overlap for rows that came late, up to `asOf`; undefined where there is no watermark yet. */
export async function spanSinceLast(artifactsDir: string, pipeline: string, asOf: Date, overlapMs = 0): Promise<TimeSpan | undefined> {
  const watermark = await readWatermark(artifactsDir, pipeline, asOf);
  return watermark && { from: new Date(watermark.getTime() - overlapMs), to: asOf };
}
