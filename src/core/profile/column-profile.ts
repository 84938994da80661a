import type { Batch } from '../frame/batch.ts';
import { formatMicros } from '../frame/cell.ts';
import type { Schema } from '../frame/types.ts';
import type { ColumnSummary } from '../snapshot/quality-snapshot.ts';
import { Moments } from './moments.ts';
import { toRate } from './rate.ts';

/** Nulls of every column, and range, mean and spread of the numeric ones. */
export class ColumnProfile {
  readonly #schema: Schema;
  readonly #moments = new Map<string, Moments>();
  readonly #nulls = new Map<string, number>();
  #rows = 0;

  constructor(schema: Schema) {
    this.#schema = schema;
    for (const { name, type } of schema) {
      if (type === 'text') this.#nulls.set(name, 0);
      else this.#moments.set(name, new Moments());
    }
  }

  update(batch: Batch): void {
    this.#rows += batch.rows;
    for (const [name, moments] of this.#moments) moments.update(batch.numbers(name));
    for (const [name, nulls] of this.#nulls) this.#nulls.set(name, nulls + countNulls(batch.text(name).valid));
  }

  merge(other: ColumnProfile): void {
    this.#rows += other.#rows;
    for (const [name, moments] of other.#moments) this.#moments.get(name)?.merge(moments);
    for (const [name, nulls] of other.#nulls) this.#nulls.set(name, (this.#nulls.get(name) ?? 0) + nulls);
  }

  /** The latest time in a column, microseconds since 1970; null when it has none. */
  maximum(name: string): number | null {
    const moments = this.#moments.get(name);
    return moments && moments.n > 0 ? moments.max : null;
  }

  minimum(name: string): number | null {
    const moments = this.#moments.get(name);
    return moments && moments.n > 0 ? moments.min : null;
  }

  summarise(): ColumnSummary[] {
    return this.#schema.map(({ name, type }) => {
      const moments = this.#moments.get(name)?.toJSON();
      const isTime = type === 'date' || type === 'timestamp';
      const bound = (value: number | null | undefined) =>
        value === null || value === undefined ? null : isTime ? formatMicros(value) : finite(value);
      return {
        name,
        type,
        nulls: toRate(moments?.nulls ?? this.#nulls.get(name) ?? 0, this.#rows),
        min: bound(moments?.min),
        max: bound(moments?.max),
        mean: isTime ? null : finite(moments?.mean),
        sd: isTime ? null : finite(moments?.sd),
      };
    });
  }
}

function finite(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : null;
}

function countNulls(valid: Uint8Array | undefined): number {
  let nulls = 0;
  if (valid) for (let row = 0; row < valid.length; row++) nulls += 1 - valid[row];
  return nulls;
}
