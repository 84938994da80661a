import type { QualityRun, VerdictWatch } from '../check/run-checks.ts';
import type { Batch } from '../frame/batch.ts';
import type { BatchProfile } from '../profile/batch-profile.ts';
import { columnsOf, describeGrouping, findGrouping, type Grouping } from '../profile/groups/grouping.ts';
import { SeasonCounts } from '../segment/season-counts.ts';
import { SegmentCounts } from '../segment/segment-counts.ts';
import type { CountedSegmentation } from '../segment/segment-snapshot.ts';
import { seasonGrouping, segmentGroupings } from './groupings.ts';
import type { Plan } from './plan.ts';

/** The counts by segment and by phase of the season, in the same pass as all others. */
export class GroupIntake implements VerdictWatch {
  readonly segmentations: readonly CountedSegmentation[];
  /** Undefined without a season, or with the reason why there are no counts of its phases. */
  readonly season?: SeasonCounts | { readonly whyUnavailable: string };
  readonly #counts: readonly SegmentCounts[];

  /** `batch`: the first one, for its columns. */
  constructor(plan: Plan, batch: Batch, quality: QualityRun, profile: BatchProfile | undefined) {
    const { config } = plan;
    const sizes = profile?.sizes() ?? new Map<string, number>();
    this.segmentations = segmentGroupings(config).map((grouping): CountedSegmentation => {
      const { columns } = grouping;
      const absent = missingColumn(grouping, batch);
      if (absent !== undefined) return { columns, whyUnavailable: absent, whyNoDrift: absent };
      const whyNoDrift = lackOfReference(plan, grouping, profile);
      const reference = whyNoDrift === undefined ? referenceOf(plan, grouping) : undefined;
      const counts = new SegmentCounts(grouping, { reference, max: config.segmentLimits.max, checks: quality.countable, sizes });
      return { columns, counts, whyNoDrift };
    });
    this.#counts = this.segmentations.flatMap(({ counts }) => counts ?? []);
    this.season = startSeason(plan, batch, profile);
  }

  /** Before the rows of a batch are screened. */
  begin(batch: Batch): void {
    for (const counts of this.#counts) counts.begin(batch);
  }

  quarantined(mask: Uint8Array): void {
    for (const counts of this.#counts) counts.quarantined(mask);
  }

  judged(check: number, verdicts: Uint8Array): void {
    for (const counts of this.#counts) counts.judged(check, verdicts);
  }

  /** The rows of the batch that were kept, and the cells of their features. */
  addCells(kept: Batch, cells: ReadonlyMap<string, Uint16Array>): void {
    for (const counts of this.#counts) counts.addCells(cells);
    if (this.season instanceof SeasonCounts) this.season.update(kept, cells);
  }

  /** Columns that pass 2 must read for `addScores`. */
  get scoreColumns(): string[] {
    return this.#counts.flatMap(({ grouping }) => columnsOf(grouping));
  }

  /** Scores of kept rows (NaN: not scored) and the indexes of the anomalies among them. */
  addScores(kept: Batch, scores: Float32Array, flagged: readonly number[]): void {
    for (const counts of this.#counts) counts.tally.addScores(counts.locate(kept), scores, flagged);
  }

  merge(other: GroupIntake): void {
    for (const [at, counts] of this.#counts.entries()) counts.merge(other.#counts[at]);
    if (this.season instanceof SeasonCounts && other.season instanceof SeasonCounts) this.season.merge(other.season);
  }
}

function startSeason(plan: Plan, batch: Batch, profile: BatchProfile | undefined): GroupIntake['season'] {
  const season = seasonGrouping(plan.config);
  if (!season) return undefined;
  const why = missingColumn(season, batch) ?? wrongTime(season.column, batch) ?? lackOfReference(plan, season, profile);
  const reference = referenceOf(plan, season);
  if (why !== undefined || !reference || !profile) return { whyUnavailable: why ?? 'no reference' };
  return new SeasonCounts(season, reference, profile.sizes());
}

function referenceOf({ bundle }: Plan, grouping: Grouping) {
  return bundle.state === 'ok' ? findGrouping(bundle.bundle.groups, grouping) : undefined;
}

function missingColumn(grouping: Grouping, batch: Batch): string | undefined {
  const absent = columnsOf(grouping).find((column) => !batch.has(column));
  return absent === undefined ? undefined : `column "${absent}" is missing`;
}

function wrongTime(column: string | undefined, batch: Batch): string | undefined {
  if (column === undefined) return undefined;
  const { type } = batch.column(column);
  return type === 'timestamp' || type === 'date' ? undefined : `column "${column}" is ${type}, expected a date or timestamp`;
}

/** Why rows cannot be compared with a reference of their own; undefined where they can. */
function lackOfReference(plan: Plan, grouping: Grouping, profile: BatchProfile | undefined): string | undefined {
  const { bundle } = plan;
  if (bundle.state !== 'ok') return bundle.state === 'invalid' ? 'the model bundle cannot be used' : 'no model bundle, so no reference';
  if (!profile) return 'the columns of the features are missing';
  if (findGrouping(bundle.bundle.groups, grouping)) return undefined;
  return `the model bundle holds no reference by ${describeGrouping(grouping).join(', ')} (fit it again with this config)`;
}
