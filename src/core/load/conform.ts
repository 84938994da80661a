import type { Batch } from '../frame/batch.ts';
import { castColumn } from '../frame/parse/cast-column.ts';
import type { Column, ColumnType, Field, Schema } from '../frame/types.ts';

export interface ConformedBatch {
  /** The contract's columns in its order and types, then the others as they were. */
  readonly batch: Batch;
  /** Per column that has any: 1 where a value could not be read as the contract's type, or is an infinite number. It is null in `batch`. */
  readonly failures: Map<string, Uint8Array>;
  /** Of the columns in `failures`: what they were before, so that people can be shown what could not be read. */
  readonly originals: Map<string, Column>;
  /** Columns of the contract that the batch does not have. */
  readonly missing: string[];
  /** Columns whose type can never be meant as the contract's; they are left as they were. */
  readonly mismatched: { readonly column: string; readonly expected: ColumnType; readonly got: ColumnType }[];
}

/** Brings a batch of any source into the types of the contract. */
export function conformBatch(batch: Batch, contract: Schema): ConformedBatch {
  const failures = new Map<string, Uint8Array>();
  const originals = new Map<string, Column>();
  const missing: string[] = [];
  const mismatched: ConformedBatch['mismatched'] = [];
  const schema: Field[] = [];
  const replaced = new Map<string, Column>();

  function bring({ name, type: from }: Field, type: ColumnType): boolean {
    if (from === type && type !== 'number') return true;
    const column = batch.column(name);
    const cast = castColumn(column, type);
    if (!cast) return false;
    if (cast.column !== column) replaced.set(name, cast.column);
    if (cast.failures) {
      failures.set(name, cast.failures);
      originals.set(name, column);
    }
    return true;
  }

  for (const { name, type } of contract) {
    const found = batch.schema.find((field) => field.name === name);
    if (!found) {
      missing.push(name);
      continue;
    }
    const isCast = bring(found, type);
    if (!isCast) mismatched.push({ column: name, expected: type, got: found.type });
    schema.push(isCast ? { name, type } : found);
  }
  const contracted = new Set(contract.map(({ name }) => name));
  for (const field of batch.schema) {
    if (contracted.has(field.name)) continue;
    bring(field, field.type);
    schema.push(field);
  }
  return { batch: batch.replaceColumns(schema, replaced), failures, originals, missing, mismatched };
}
