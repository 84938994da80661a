import type { Batch } from '../frame/batch.ts';
import { asText } from '../profile/batch-profile.ts';
import type { CategoricalReference } from '../profile/reference.ts';

/** What a category is to a model: how rare it is in the reference. A null has no code: it is a missing value like any other. */
export interface CategoryEncoding {
  readonly codes: ReadonlyMap<string, number>;
  readonly unseen: number;
  /** The reference's own median, for missing values. */
  readonly median: number;
}

/** Added to each count, so that an unseen category is rarer than any seen one and still finite (Krichevsky and Trofimov 1981). */
const PSEUDO_COUNT = 0.5;

/**
 * −log of each category's share of the reference's values. The reference counts its rare categories together: each of them has
 * their average.
 */
export function encodeCategories({ categories, counts, rare, other }: CategoricalReference): CategoryEncoding {
  const values = counts.reduce((sum, count) => sum + count, other);
  const total = values + PSEUDO_COUNT * (categories.length + rare.length + 1);
  const code = (count: number) => -Math.log((count + PSEUDO_COUNT) / total);
  const rareCode = code(other / Math.max(1, rare.length));
  const codes = new Map<string, number>(rare.map((name) => [name, rareCode]));
  categories.forEach((name, index) => {
    codes.set(name, code(counts[index]));
  });
  return {
    codes,
    unseen: code(0),
    median: medianCode(
      counts.map((count) => [code(count), count] as const),
      [rareCode, other],
    ),
  };
}

/** The code of each row, NaN where it is null. */
export function computeCodes(encoding: CategoryEncoding, batch: Batch, column: string): Float64Array {
  const { codes, dictionary, valid } = asText(batch, column);
  const byCode = Float64Array.from(dictionary, (name) => encoding.codes.get(name) ?? encoding.unseen);
  return Float64Array.from(codes, (code, row) => (valid && valid[row] === 0 ? Number.NaN : byCode[code]));
}

function medianCode(frequent: readonly (readonly [number, number])[], rare: readonly [number, number]): number {
  const ascending = [...frequent, rare].sort(([a], [b]) => a - b);
  const half = ascending.reduce((sum, [, count]) => sum + count, 0) / 2;
  let counted = 0;
  for (const [code, count] of ascending) {
    counted += count;
    if (counted >= half && count > 0) return code;
  }
  return 0;
}
