import type { Batch } from '../frame/batch.ts';
import { LowestSamples } from './lowest-samples.ts';

/** What a row check has found so far. */
export class RowTally {
  judged = 0;
  failed = 0;
  readonly samples = new LowestSamples();

  /** `verdicts[i]`: 0 passes, 1 fails, 2 is not judged. Returns how many rows of this batch fail. */
  update(batch: Batch, verdicts: Uint8Array, shown: readonly string[]): number {
    let failed = 0;
    let skipped = 0;
    let strange = 0;
    for (let row = 0; row < verdicts.length; row++) {
      failed += verdicts[row] === 1 ? 1 : 0;
      skipped += verdicts[row] === 2 ? 1 : 0;
      strange += verdicts[row] > 2 ? 1 : 0;
    }
    if (strange > 0) refuseStrange(verdicts);
    this.failed += failed;
    this.judged += verdicts.length - skipped;
    if (failed > 0) this.samples.takeMarked(batch, verdicts, 1, shown);
    return failed;
  }

  /** The same of rows whose places in the source are known; what they hold is read later. */
  addPlaces(places: Float64Array, verdicts: Uint8Array): void {
    refuseStrange(verdicts);
    for (let row = 0; row < verdicts.length; row++) {
      if (verdicts[row] === 2) continue;
      this.judged++;
      if (verdicts[row] !== 1) continue;
      this.failed++;
      if (this.samples.wants(places[row])) this.samples.add({ row: places[row], values: {} });
    }
  }

  merge(other: RowTally): void {
    this.judged += other.judged;
    this.failed += other.failed;
    this.samples.merge(other.samples);
  }
}

/** Throws for a verdict that says nothing, so that it is not taken for a row that passes. */
export function refuseStrange(verdicts: Uint8Array): void {
  for (let row = 0; row < verdicts.length; row++) {
    if (verdicts[row] > 2) throw new Error(`expected the verdicts 0, 1 or 2, got ${verdicts[row]}`);
  }
}
