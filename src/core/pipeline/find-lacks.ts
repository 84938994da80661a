import type { Batch } from '../frame/batch.ts';
import type { Schema } from '../frame/types.ts';
import type { ConformedBatch } from '../load/conform.ts';
import type { FeatureSpec } from '../profile/compute-feature.ts';
import { inputsOf } from '../profile/feature.ts';
import type { DerivedColumn } from './derive-features.ts';
import type { Plan } from './plan.ts';

/** What of the contract, the key or the features' columns a source with these columns lacks. `missing`: of the contract. */
export function findLacks({ config, features, derived }: Plan, batch: Batch, missing: readonly string[]): string[] {
  const optional = new Set(config.contract.filter((column) => column.optional).map((column) => column.name));
  return [
    ...missing.filter((name) => !optional.has(name)).map((name) => `column "${name}" is missing`),
    ...config.key.filter((name) => !batch.has(name)).map((name) => `key column "${name}" is missing`),
    ...missingForFeatures(batch.schema, features, derived),
  ];
}

export function describeMismatch({ column, expected, got }: ConformedBatch['mismatched'][number]): string {
  return `column "${column}" is ${got}, expected ${expected}`;
}

/** What keeps the features from being built on a source with these columns. */
function missingForFeatures(schema: Schema, features: readonly FeatureSpec[], derived: readonly DerivedColumn[]): string[] {
  const typeOf = new Map(schema.map(({ name, type }) => [name, type]));
  const own = features.filter(({ plugin }) => plugin === undefined);
  const needed = [...own.map(({ column }) => column), ...derived.flatMap(({ feature, options }) => inputsOf(feature, options))];
  return [
    ...needed.filter((column) => !typeOf.has(column)).map((column) => `column "${column}" is missing`),
    ...own
      .filter(({ column, kind }) => kind === 'numeric' && typeOf.get(column) === 'text')
      .map(({ name, column }) => `column "${column}" is text, feature "${name}" expects numbers or times`),
  ];
}
