import type { ColumnPolicy } from '../config/column-policy.ts';
import type { Config } from '../config/defaults.ts';
import { SourceError, throwIfAborted } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import { ContentDigest } from '../frame/content-digest.ts';
import type { Schema } from '../frame/types.ts';
import { chooseColumns, findAbsent } from '../load/choose-columns.ts';
import { type ConformedBatch, conformBatch } from '../load/conform.ts';
import type { RowSource } from '../load/load-rows.ts';
import { type MaskedBatch, maskColumns } from '../load/mask-columns.ts';
import { createTokenMaker } from '../load/token-maker.ts';
import { deriveFeatures, type WindowValues } from './derive-features.ts';
import { warnOfMisspelt } from './doubts/warn-of-misspelt.ts';
import { warnOfUnknownGroups } from './doubts/warn-of-unknown-groups.ts';
import type { Effects } from './effects.ts';
import { describeMismatch, findLacks } from './find-lacks.ts';
import type { Plan } from './plan.ts';
import { computeWindows } from './windows/compute-windows.ts';
import type { ConformedRows } from './windows/held-rows.ts';

export type ShapedBatch = ConformedRows;

/** Where the rows come from, and where they may wait. */
export type ShapeOptions = Partial<Pick<RowSource, 'used' | 'isChained'>> & { readonly scratchDir?: string };

/**
 * Brings the batches of one source, in their order, into the shape in which they are checked, kept and handed on:
 * columns dropped, types of the contract, masked, with the columns of plugin features; and digests them.
 */
export class RowShaper {
  readonly digest = new ContentDigest();
  /** Values that were there but could not be read as the contract's type, by column. */
  readonly unreadable = new Map<string, number>();
  /** What of the contract or of the features' columns the source lacks. */
  readonly contractBroken = new Set<string>();
  /** Of the first batch. */
  schema: Schema = [];
  readonly #plan: Plan;
  readonly #effects: Effects;
  readonly #from: ShapeOptions;
  readonly #mask?: (conformed: ConformedBatch) => MaskedBatch;
  #read = false;
  #started = false;

  /**
   * `from`: rows that were shaped before lack what was dropped then, and nobody needs to hear of it. `scratchDir` is not there yet:
   * without it, features that need all rows are refused.
   */
  constructor(plan: Plan, effects: Effects, from: ShapeOptions = {}) {
    this.#plan = plan;
    this.#effects = effects;
    this.#from = from;
    this.#mask = openMask(plan);
  }

  /** The batches of the source; all of them wait for the last one where a feature needs all rows. */
  async *shapeAll(batches: AsyncIterable<Batch>): AsyncGenerator<ShapedBatch> {
    const { derived } = this.#plan;
    if (!derived.some(({ feature }) => feature.kind === 'window')) {
      for await (const raw of batches) yield this.#derive(this.#conform(raw));
      return;
    }
    const { scratchDir, isChained } = this.#from;
    const conformed = this.#conformAll(batches);
    for await (const { rows, values } of computeWindows(conformed, derived, { scratchDir, isChained, effects: this.#effects })) {
      throwIfAborted(this.#effects.signal);
      yield this.#derive(rows, values);
    }
  }

  async *#conformAll(batches: AsyncIterable<Batch>): AsyncGenerator<ConformedRows> {
    for await (const raw of batches) yield this.#conform(raw);
  }

  #conform(raw: Batch): ConformedRows {
    throwIfAborted(this.#effects.signal);
    const { config, contract } = this.#plan;
    const policy = config.columns;
    if (policy && !this.#read) refuseHeaderless(raw, config);
    const typed = conformBatch(policy ? chooseColumns(raw, policy) : raw, contract);
    const conformed: ConformedRows = this.#mask ? this.#mask(typed) : typed;
    if (policy && !this.#read && this.#from.used !== 'last_good') this.#warnOfAbsent(raw, policy);
    this.#read = true;
    return conformed;
  }

  #derive(conformed: ConformedRows, values?: WindowValues): ShapedBatch {
    const { config, derived } = this.#plan;
    const batch = deriveFeatures(conformed.batch.withOffset(this.digest.rows), derived, values);
    // A later batch of a loosely typed source (NDJSON) can be of another type than the first.
    for (const mismatch of conformed.mismatched) this.contractBroken.add(describeMismatch(mismatch));
    if (!this.#started) {
      this.#started = true;
      this.schema = batch.schema;
      warnOfMisspelt(config, batch.schema, conformed.missing, this.#effects);
      for (const lack of findLacks(this.#plan, batch, conformed.missing)) this.contractBroken.add(lack);
      warnOfUnknownGroups(config, batch.schema, this.#effects);
    }
    for (const [name, mask] of conformed.failures) this.unreadable.set(name, (this.unreadable.get(name) ?? 0) + countOnes(mask));
    this.digest.update(batch);
    return { ...conformed, batch };
  }

  #warnOfAbsent(raw: Batch, policy: ColumnPolicy): void {
    for (const { list, name } of findAbsent(raw, policy)) {
      if (list === 'drop' && this.#from.isChained) continue;
      this.#effects.warn(`columns.${list} names "${name}", a column that the source does not have: is it misspelt?`);
    }
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

function countOnes(mask: Uint8Array): number {
  let ones = 0;
  for (let row = 0; row < mask.length; row++) ones += mask[row];
  return ones;
}
