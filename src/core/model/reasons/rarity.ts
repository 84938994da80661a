import type { ReferenceProfile } from '../../profile/reference.ts';
import type { ModelInput } from '../model-input.ts';

/** How unusual a value of a model input is: 0 for one in the middle of the reference, 1 for one that nothing in it reaches. */
export type MeasureRarity = (value: number) => number;

/** One measure for each input, from the counts of the reference: no rows are needed. */
export function openRarity(inputs: readonly ModelInput[], reference: ReferenceProfile): MeasureRarity[] {
  return inputs.map((input) => {
    const known = reference.features.find((feature) => feature.feature === input.name);
    if (!known) return () => 0;
    if (known.kind === 'numeric') {
      const cells = [known.below, ...known.bins, known.above];
      return measureTails(known.edges.map(Math.fround), cells);
    }
    // Of a category the rarer ones are the tail: its code rises with its rarity.
    const codes = input.encoding?.codes ?? new Map<string, number>();
    const shares = known.categories.map((name, at) => [codes.get(name) ?? 0, known.counts[at]] as const);
    if (known.rare.length > 0) shares.push([codes.get(known.rare[0]) ?? 0, known.other]);
    const total = shares.reduce((sum, [, count]) => sum + count, 0);
    return (value) => {
      const asRare = shares.reduce((sum, [code, count]) => (code >= Math.fround(value) - 1e-6 ? sum + count : sum), 0);
      return toRarity((asRare + 1) / (2 * (total + 1)), total);
    };
  });
}

/** Cell i + 1 holds what lies in (edges[i], edges[i + 1]]; the first and the last what lies outside of them. */
function measureTails(edges: readonly number[], cells: readonly number[]): MeasureRarity {
  const upTo: number[] = [];
  let total = 0;
  for (const count of cells) upTo.push((total += count));
  return (value) => {
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (edges[middle] < value) low = middle + 1;
      else high = middle;
    }
    // What shares the value's cell may lie beyond it, too. The first edge belongs to the first bin.
    const cell = low === 0 && value === edges[0] ? 1 : low;
    const asLow = upTo[cell];
    const asHigh = total - (cell === 0 ? 0 : upTo[cell - 1]);
    return toRarity((Math.min(asLow, asHigh) + 1) / (total + 1), total);
  };
}

/** Logarithmic, so that one in ten thousand is about twice as rare as one in a hundred. */
function toRarity(tail: number, total: number): number {
  if (total === 0 || tail >= 0.5) return 0;
  return Math.min(1, Math.log(2 * tail) / Math.log(2 / (total + 1)));
}
