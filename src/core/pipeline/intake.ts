import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { contractChecks } from '../check/contract-checks.ts';
import { type QualityRun, startChecks } from '../check/run-checks.ts';
import type { ColumnPolicy } from '../config/column-policy.ts';
import type { Config } from '../config/defaults.ts';
import { SourceError, throwIfAborted } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import { ContentDigest } from '../frame/content-digest.ts';
import type { KeptBatch } from '../frame/kept-batch.ts';
import { readParts, writePart } from '../frame/part-store.ts';
import type { Schema } from '../frame/types.ts';
import { type BatchWriter, openWriter } from '../frame/write/write-file.ts';
import { chooseColumns, findAbsent } from '../load/choose-columns.ts';
import { type ConformedBatch, conformBatch } from '../load/conform.ts';
import type { Intake } from '../load/load-rows.ts';
import { type MaskedBatch, maskColumns } from '../load/mask-columns.ts';
import { createTokenMaker } from '../load/token-maker.ts';
import { BatchProfile } from '../profile/batch-profile.ts';
import { ColumnProfile } from '../profile/column-profile.ts';
import type { FeatureSpec } from '../profile/compute-feature.ts';
import { findSimilar } from '../schema/find-similar.ts';
import type { SourceUsed } from '../snapshot/parts.ts';
import { type DerivedColumn, deriveFeatures } from './derive-features.ts';
import { warnOfUnknownGroups } from './doubts/warn-of-unknown-groups.ts';
import type { Effects } from './effects.ts';
import { GroupIntake } from './group-intake.ts';
import { eventTimeColumn, type Plan } from './plan.ts';
import { refusedRows } from './refused-rows.ts';

/**
 * Pass 1: every batch is made to fit the contract, digested, screened by the checks, counted against the reference and
 * written to the spool. Pass 2 reads the spool: nothing holds the input in memory.
 */
export class RowIntake implements Intake {
  readonly digest = new ContentDigest();
  /** Values that were there but could not be read as the contract's type, by column. */
  readonly unreadable = new Map<string, number>();
  /** What of the contract or of the features' columns the source lacks. */
  readonly contractBroken = new Set<string>();
  quality!: QualityRun;
  /** Counts against the reference; undefined without a bundle or without its columns. */
  profile?: BatchProfile;
  /** Counts by segment and by phase of the season. */
  groups?: GroupIntake;
  columns!: ColumnProfile;
  schema: Schema = [];
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
  readonly #used?: SourceUsed;
  readonly #mask?: (conformed: ConformedBatch) => MaskedBatch;

  /** `used`: the last good rows lack what was dropped when they were kept, and nobody needs to hear of it. */
  constructor(plan: Plan, effects: Effects, spoolDir: string, used?: SourceUsed) {
    this.#plan = plan;
    this.#effects = effects;
    this.#spoolDir = spoolDir;
    this.#used = used;
    this.#mask = openMask(plan);
  }

  async add(raw: Batch): Promise<void> {
    throwIfAborted(this.#effects.signal);
    const policy = this.#plan.config.columns;
    if (policy && !this.#started) refuseHeaderless(raw, this.#plan.config);
    const typed = conformBatch(policy ? chooseColumns(raw, policy) : raw, this.#plan.contract);
    const conformed: ConformedBatch & Partial<MaskedBatch> = this.#mask ? this.#mask(typed) : typed;
    const batch = deriveFeatures(conformed.batch.withOffset(this.digest.rows), this.#plan.derived);
    // A later batch of a loosely typed source (NDJSON) can be of another type than the first.
    for (const { column, expected, got } of conformed.mismatched)
      this.contractBroken.add(`column "${column}" is ${got}, expected ${expected}`);
    if (!this.#started) {
      if (policy && this.#used !== 'last_good') warnOfAbsent(raw, policy, this.#effects);
      await this.#start(batch, conformed.missing);
    }
    for (const [name, mask] of conformed.failures) this.unreadable.set(name, (this.unreadable.get(name) ?? 0) + countOnes(mask));
    this.digest.update(batch);
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
    this.#writing.catch(() => {}); // thrown by the next `add` or by `close`
    this.#parts++;
    this.#effects.progress('load', this.digest.rows);
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

  async #start(batch: Batch, missing: readonly string[]): Promise<void> {
    this.#started = true;
    this.schema = batch.schema;
    const { config, bundle, features } = this.#plan;
    const optional = new Set(config.contract.filter((column) => column.optional).map((column) => column.name));
    for (const name of missing) {
      if (optional.has(name)) this.#warnOfMisspelt(name);
      else this.contractBroken.add(`column "${name}" is missing`);
    }
    for (const name of config.key) if (!batch.has(name)) this.contractBroken.add(`key column "${name}" is missing`);
    warnOfUnknownGroups(config, this.schema, this.#effects);
    for (const lack of missingForFeatures(batch.schema, features, this.#plan.derived)) this.contractBroken.add(lack);

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
    });
    if (config.segments.length > 0 || config.season) this.groups = new GroupIntake(this.#plan, batch, this.quality, this.profile);
  }

  /** An optional column may be missing; one whose name is misspelt in the contract is never judged. */
  #warnOfMisspelt(name: string): void {
    const withoutDigits = (text: string) => text.replaceAll(/[0-9]/g, '');
    const contracted = new Set(this.#plan.contract.map((column) => column.name));
    const near = findSimilar(
      name,
      this.schema.map((field) => field.name).filter((other) => !contracted.has(other)),
    );
    // `gate_1` and `gate_2` are two columns, and so are `lat` and `lon`.
    if (near === undefined || near.length < 4 || withoutDigits(near) === withoutDigits(name)) return;
    this.#effects.warn(`the optional column "${name}" of the contract is not in the source, but "${near}" is: is its name right?`);
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

function openMask({ config }: Plan): ((conformed: ConformedBatch) => MaskedBatch) | undefined {
  const { mask, maskKey } = config.columns ?? { mask: [] };
  if (mask.length === 0 || !maskKey) return undefined;
  const maker = createTokenMaker(maskKey);
  const optional = new Set(config.contract.filter((column) => column.optional).map(({ name }) => name));
  const contracted = new Set(config.contract.map(({ name }) => name));
  return (conformed) => maskColumns(conformed, mask, maker, optional, contracted);
}

/** Without its header, a file's first row would be names, which nobody hides. */
function refuseHeaderless(raw: Batch, { contract }: Config): void {
  if (contract.length === 0 || contract.some(({ name }) => raw.has(name))) return;
  throw new SourceError('OADS_COLUMN_MISSING', `expected the columns of the contract, got ${raw.schema.length} others and none of those`, {
    hint: 'is the header missing? Where `columns` hides something, nothing is read that may be anything',
  });
}

function warnOfAbsent(raw: Batch, policy: ColumnPolicy, effects: Effects): void {
  for (const { list, name } of findAbsent(raw, policy))
    effects.warn(`columns.${list} names "${name}", a column that the source does not have: is it misspelt?`);
}

function keptIndexes(refused: Uint8Array): Uint32Array {
  const indexes = new Uint32Array(refused.length);
  let kept = 0;
  for (let row = 0; row < refused.length; row++) if (refused[row] === 0) indexes[kept++] = row;
  return indexes.slice(0, kept);
}

function countOnes(mask: Uint8Array): number {
  let ones = 0;
  for (let row = 0; row < mask.length; row++) ones += mask[row];
  return ones;
}

/** What keeps the features from being built on a source with these columns. */
function missingForFeatures(schema: Schema, features: readonly FeatureSpec[], derived: readonly DerivedColumn[]): string[] {
  const typeOf = new Map(schema.map(({ name, type }) => [name, type]));
  const own = features.filter(({ plugin }) => plugin === undefined);
  const needed = [...own.map(({ column }) => column), ...derived.flatMap(({ feature }) => feature.inputs)];
  return [
    ...needed.filter((column) => !typeOf.has(column)).map((column) => `column "${column}" is missing`),
    ...own
      .filter(({ column, kind }) => kind === 'numeric' && typeOf.get(column) === 'text')
      .map(({ name, column }) => `column "${column}" is text, feature "${name}" expects numbers or times`),
  ];
}
