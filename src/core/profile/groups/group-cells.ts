/** Counts of every feature's cells in each group of the reference; rows of other groups are not counted. */
export class GroupCells {
  readonly #groups: number;
  /** By feature: group × cell, and one group more for the rows of none. */
  readonly #counts = new Map<string, { size: number; counts: Float64Array }>();

  /** `sizes`: how many cells each feature has. */
  constructor(groups: number, sizes: ReadonlyMap<string, number>) {
    this.#groups = groups;
    for (const [feature, size] of sizes) this.#counts.set(feature, { size, counts: new Float64Array((groups + 1) * size) });
  }

  /** `slots`: the group of each row; what is no group of the reference may be any larger number. */
  count(slots: Uint16Array, cells: ReadonlyMap<string, Uint16Array>): void {
    const none = this.#groups;
    for (const [feature, { size, counts }] of this.#counts) {
      const cellOf = cells.get(feature);
      if (!cellOf) continue;
      for (let row = 0; row < slots.length; row++) {
        const slot = slots[row];
        counts[(slot < none ? slot : none) * size + cellOf[row]]++;
      }
    }
  }

  merge(other: GroupCells): void {
    for (const [feature, { counts }] of this.#counts) {
      const theirs = other.#counts.get(feature)?.counts ?? [];
      for (let at = 0; at < theirs.length; at++) counts[at] += theirs[at];
    }
  }

  /** The counts of one feature in one group. */
  of(feature: string, group: number): number[] {
    const known = this.#counts.get(feature);
    return known ? [...known.counts.subarray(group * known.size, (group + 1) * known.size)] : [];
  }
}
