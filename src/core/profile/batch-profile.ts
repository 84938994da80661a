import type { Batch } from '../frame/batch.ts';
import { cellAt } from '../frame/cell.ts';
import type { TextColumn } from '../frame/types.ts';
import { CategoryProfile } from './category-profile.ts';
import { computeNumericFeature, type FeatureSpec } from './compute-feature.ts';
import { NumericProfile } from './numeric-profile.ts';
import { PairProfile } from './pair-profile.ts';
import type { ReferenceProfile } from './reference.ts';

/** The counts of every feature over the bins and categories of a reference. */
export class BatchProfile {
  rows = 0;
  readonly #numeric = new Map<string, { spec: FeatureSpec; profile: NumericProfile }>();
  readonly #categorical = new Map<string, { spec: FeatureSpec; profile: CategoryProfile }>();
  /** Joint counts of the features that the reference holds pairs of. */
  readonly pairs: PairProfile;

  /** Features without a reference are not counted. */
  constructor(specs: readonly FeatureSpec[], reference: ReferenceProfile) {
    for (const spec of specs) {
      const known = reference.features.find((candidate) => candidate.feature === spec.name);
      if (known?.kind === 'numeric') this.#numeric.set(spec.name, { spec, profile: new NumericProfile(known.edges) });
      else if (known?.kind === 'categorical') this.#categorical.set(spec.name, { spec, profile: new CategoryProfile(known) });
    }
    const paired = new Set(reference.pairs?.flatMap(({ features }) => features));
    this.pairs = new PairProfile(
      reference.features.filter(({ feature }) => paired.has(feature) && (this.#numeric.has(feature) || this.#categorical.has(feature))),
    );
  }

  /** How many cells each feature has. */
  sizes(): Map<string, number> {
    return new Map([...this.#numeric, ...this.#categorical].map(([name, { profile }]) => [name, profile.size]));
  }

  /** `onCells` is told the cell of each value, by feature, for further counts. */
  update(batch: Batch, onCells?: (cells: ReadonlyMap<string, Uint16Array>) => void): void {
    this.rows += batch.rows;
    /** Each feature's cells are found once, whatever counts them. */
    const cells = new Map<string, Uint16Array>();
    for (const { spec, profile } of this.#numeric.values()) cells.set(spec.name, profile.locate(computeNumericFeature(spec, batch)));
    for (const { spec, profile } of this.#categorical.values()) cells.set(spec.name, profile.locate(asText(batch, spec.column)));
    for (const [name, { profile }] of [...this.#numeric, ...this.#categorical]) profile.count(cells.get(name) as Uint16Array);
    this.pairs.count(cells, batch.rows);
    onCells?.(cells);
  }

  merge(other: BatchProfile): void {
    this.rows += other.rows;
    for (const [name, { profile }] of other.#numeric) this.#numeric.get(name)?.profile.merge(profile);
    for (const [name, { profile }] of other.#categorical) this.#categorical.get(name)?.profile.merge(profile);
    this.pairs.merge(other.pairs);
  }

  numeric(feature: string): NumericProfile | undefined {
    return this.#numeric.get(feature)?.profile;
  }

  categorical(feature: string): CategoryProfile | undefined {
    return this.#categorical.get(feature)?.profile;
  }
}

/** A categorical feature of any column: numbers, booleans and times become the text of their cells; a NaN is missing. */
export function asText(batch: Batch, name: string): TextColumn {
  const column = batch.column(name);
  if (column.type === 'text') return column;
  const { values } = column;
  let { valid } = column;
  const codes = new Uint32Array(batch.rows);
  const dictionary: string[] = [];
  const known = new Map<number | bigint, number>();
  for (let row = 0; row < batch.rows; row++) {
    if (column.valid?.[row] === 0) continue;
    const value = values[row];
    if (value !== value) {
      if (valid === column.valid) valid = valid?.slice() ?? new Uint8Array(batch.rows).fill(1);
      (valid as Uint8Array)[row] = 0;
      continue;
    }
    let code = known.get(value);
    if (code === undefined) {
      code = dictionary.length;
      known.set(value, code);
      dictionary.push(String(cellAt(column, row)));
    }
    codes[row] = code;
  }
  return { type: 'text', codes, dictionary: dictionary.length > 0 ? dictionary : [''], valid };
}
