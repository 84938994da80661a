/** Certified lumisections: by run, inclusive ranges. */
export interface GoldenList {
  readonly runs: number;
  /** As written, before overlapping and adjoining ones are merged. */
  readonly ranges: number;
  /** Distinct ones. */
  readonly lumisections: number;
  /** False for NaN. */
  has(run: number, lumisection: number): boolean;
  /** Whether any lumisection from `first` to `last`, both included, is in the list. */
  hasAny(run: number, first: number, last: number): boolean;
}

export type Range = readonly [first: number, last: number];

/** Looks a lumisection up by binary search among the merged ranges of its run. */
export function makeGoldenList(written: ReadonlyMap<number, readonly Range[]>): GoldenList {
  const merged = new Map<number, { readonly firsts: Float64Array; readonly lasts: Float64Array }>();
  let ranges = 0;
  let lumisections = 0;
  for (const [run, list] of written) {
    ranges += list.length;
    const sound = mergeRanges(list);
    for (const [first, last] of sound) lumisections += last - first + 1;
    merged.set(run, { firsts: Float64Array.from(sound, ([first]) => first), lasts: Float64Array.from(sound, ([, last]) => last) });
  }
  /** The range with the highest first lumisection up to `last` is the only one that can reach to `first`. */
  const hasAny = (run: number, first: number, last: number): boolean => {
    const found = merged.get(run);
    if (!found || !(first <= last)) return false;
    let low = 0;
    let high = found.firsts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (found.firsts[middle] <= last) low = middle + 1;
      else high = middle;
    }
    return low > 0 && first <= found.lasts[low - 1];
  };
  return { runs: written.size, ranges, lumisections, hasAny, has: (run, lumisection) => hasAny(run, lumisection, lumisection) };
}

function mergeRanges(ranges: readonly Range[]): Range[] {
  const merged: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = merged.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
}
