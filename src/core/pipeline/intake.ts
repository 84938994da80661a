import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { contractChecks } from '../check/contract-checks.ts';
import { type FinishOptions, type QualityRun, startChecks } from '../check/run-checks.ts';
import { throwIfAborted } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import type { ContentDigest } from '../frame/content-digest.ts';
import { type KeptBatch, keptIndexes } from '../frame/kept-batch.ts';
import { readParts, writePart } from '../frame/part-store.ts';
import type { Schema } from '../frame/types.ts';
import { type BatchWriter, openWriter } from '../frame/write/write-file.ts';
import type { Intake } from '../load/load-rows.ts';
import { BatchProfile } from '../profile/batch-profile.ts';
import { ColumnProfile } from '../profile/column-profile.ts';
import type { SourceUsed } from '../snapshot/parts.ts';
import type { Effects } from './effects.ts';
import { GroupIntake } from './group-intake.ts';
import { eventTimeColumn, type Plan } from './plan.ts';
import { refusedRows } from './refused-rows.ts';
import { RowShaper, type ShapedBatch } from './shape-rows.ts';

/**
 * Pass 1: every batch is made to fit the contract, digested, screened by the checks, counted against the reference and
 * written to the spool. Pass 2 reads the spool: nothing holds the input in memory.
 */
export class RowIntake implements Intake {
  quality!: QualityRun;
  /** Counts against the reference; undefined without a bundle or without its columns. */
  profile?: BatchProfile;
  /** Counts by segment and by phase of the season. */
  groups?: GroupIntake;
  columns!: ColumnProfile;
  quarantineFile?: string;
  /** The latest event of the kept rows that is not after the as-of time, microseconds since 1970. */
  newestEventMicros: number | null = null;

  readonly #plan: Plan;
  readonly #effects: Effects;
  readonly #spoolDir: string;
  /** By part: 1 for each row that was set aside. */
  readonly #refusedByPart = new Map<number, Uint8Array>();
  #quarantine?: BatchWriter;
  #parts = 0;
  /** The part that is being written while the next batch is looked at. */
  #writing: Promise<unknown> = Promise.resolve();
  #started = false;
  readonly #shaper: RowShaper;

  constructor(plan: Plan, effects: Effects, spoolDir: string, used?: SourceUsed, isChained?: boolean) {
    this.#plan = plan;
    this.#effects = effects;
    this.#spoolDir = spoolDir;
    this.#shaper = new RowShaper(plan, effects, { used, isChained, scratchDir: path.join(path.dirname(spoolDir), 'windows') });
  }

  get schema(): Schema {
    return this.#shaper.schema;
  }

  /** What of the contract or of the features' columns the source lacks. */
  get contractBroken(): ReadonlySet<string> {
    return this.#shaper.contractBroken;
  }

  get digest(): ContentDigest {
    return this.#shaper.digest;
  }

  /** Values that were there but could not be read as the contract's type, by column. */
  get unreadable(): ReadonlyMap<string, number> {
    return this.#shaper.unreadable;
  }

  async take(batches: AsyncIterable<Batch>): Promise<void> {
    for await (const shaped of this.#shaper.shapeAll(batches)) await this.#add(shaped);
  }

  async #add({ batch, ...conformed }: ShapedBatch): Promise<void> {
    if (!this.#started) await this.#start(batch);
    this.columns.update(batch);
    this.groups?.begin(batch);
    const { kept, refused } = this.quality.screen(batch, conformed.failures, conformed.originals, conformed.typesBefore, this.groups);
    if (refused) {
      this.#refusedByPart.set(this.#parts, refused.mask);
      await this.#setAside(refused);
    }
    this.profile?.update(kept, (cells) => this.groups?.addCells(kept, cells));
    this.#noteNewestEvent(kept);
    await this.#writing;
    this.#writing = writePart(this.#spoolDir, this.#parts, batch);
    this.#writing.catch(() => {}); // thrown with the next batch or by `close`
    this.#parts++;
    this.#effects.progress('load', this.digest.rows);
  }

  /** For what looks at groups of the kept rows. */
  get groupScratch(): FinishOptions {
    const { signal, progress } = this.#effects;
    const scratchDir = path.join(path.dirname(this.#spoolDir), 'groups');
    return { scratchDir, signal, onRows: (done, total) => progress('groups', done, total) };
  }

  async discard(): Promise<void> {
    await this.#writing.catch(() => {});
    await this.#quarantine?.abort();
    await rm(this.#spoolDir, { recursive: true, force: true });
  }

  /** Ends pass 1; the intake can be read from now on. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#quarantine?.close();
  }

  /** All rows as they were read and made to fit the contract, those that were set aside included. */
  async *readAll(): AsyncGenerator<Batch> {
    for await (const batch of readParts(this.#spoolDir)) {
      throwIfAborted(this.#effects.signal);
      yield batch;
    }
  }

  /** The rows that were not set aside, batch by batch, the same each time. */
  async *readKept(columns?: readonly string[]): AsyncGenerator<KeptBatch> {
    let part = 0;
    for await (const batch of readParts(this.#spoolDir, { columns })) {
      throwIfAborted(this.#effects.signal);
      const refused = this.#refusedByPart.get(part++);
      if (!refused) yield { batch, offset: batch.offset };
      else yield { batch: batch.select(refused.map((row) => 1 - row)), offset: batch.offset, kept: keptIndexes(refused) };
    }
  }

  async #start(batch: Batch): Promise<void> {
    this.#started = true;
    const { config, bundle, features } = this.#plan;
    await rm(this.#spoolDir, { recursive: true, force: true });
    await mkdir(this.#spoolDir, { recursive: true, mode: 0o700 });
    this.columns = new ColumnProfile(batch.schema);
    const featuresReadable = this.contractBroken.size === 0;
    if (bundle.state === 'ok' && featuresReadable) this.profile = new BatchProfile(features, bundle.bundle.reference);
    this.quality = startChecks([...contractChecks(config.contract), ...config.checks], this.#plan.registry.checks, {
      asOf: this.#plan.asOf,
      contract: this.#plan.contract,
      key: config.key,
      maxQuarantineShare: config.quarantine.maxShare,
      preparedOf: (check) => this.#plan.preparations.ofCheck(check),
    });
    if (config.segments.length > 0 || config.season) this.groups = new GroupIntake(this.#plan, batch, this.quality, this.profile);
  }

  /** A row that was set aside, or dated in the future, must not make old data look fresh. */
  #noteNewestEvent(kept: Batch): void {
    const column = eventTimeColumn(this.#plan.config);
    if (column === undefined || !kept.has(column) || kept.column(column).type === 'text') return;
    const times = kept.numbers(column);
    // Where nothing else depends on the time, the newest event must not either: the same rows are the same run.
    const latest = this.#plan.asOfText === 'unused' ? Number.POSITIVE_INFINITY : this.#plan.asOf.getTime() * 1000;
    let newest = this.newestEventMicros ?? Number.NEGATIVE_INFINITY;
    for (let row = 0; row < times.length; row++) if (times[row] > newest && times[row] <= latest) newest = times[row];
    if (newest > Number.NEGATIVE_INFINITY) this.newestEventMicros = newest;
  }

  async #setAside(refused: { batch: Batch; mask: Uint8Array; rules: readonly string[] }): Promise<void> {
    this.quarantineFile ??= path.join(path.dirname(this.#spoolDir), 'quarantine.parquet');
    this.#quarantine ??= await openWriter(this.quarantineFile, 'parquet');
    await this.#quarantine.write(refusedRows(refused));
  }
}
