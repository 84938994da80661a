import { deriveCoarseCodes } from './coarse-codes.ts';
import type { ReferenceProfile } from './reference.ts';

/** What keeps a reference's pairs from being compared with: an unknown feature, a table of another size, rows that do not add up. */
export function findBadPair({ features, pairs = [], rows }: ReferenceProfile): string | undefined {
  const sizes = new Map(features.map((known) => [known.feature, deriveCoarseCodes(known).levels + 2]));
  for (const { features: pair, counts } of pairs) {
    const [a, b] = pair;
    const name = `the pair of "${a}" and "${b}"`;
    if (a === b || !sizes.has(a) || !sizes.has(b)) return `${name}: expected two features of the reference`;
    const cells = (sizes.get(a) as number) * (sizes.get(b) as number);
    if (counts.length !== cells) return `${name}: expected ${cells} counts, got ${counts.length}`;
    const counted = counts.reduce((sum, count) => sum + count, 0);
    if (counted !== rows) return `${name} counts ${counted} rows of ${rows}`;
  }
  return undefined;
}
