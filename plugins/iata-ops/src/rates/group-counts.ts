/** A column of free text must not fill the memory. */
export const MOST_GROUPS = 10_000;

/** Hits and rows by group; merges in any order. */
export class GroupCounts {
  readonly #counts = new Map<string, { hits: number; rows: number }>();
  readonly #tooMany: () => Error;

  /** `tooMany`: what is thrown beyond 10,000 groups. */
  constructor(tooMany: () => Error) {
    this.#tooMany = tooMany;
  }

  add(group: string, hits: number, rows: number): void {
    const count = this.#counts.get(group);
    if (count) {
      count.hits += hits;
      count.rows += rows;
      return;
    }
    if (this.#counts.size >= MOST_GROUPS) throw this.#tooMany();
    this.#counts.set(group, { hits, rows });
  }

  merge(other: GroupCounts): void {
    for (const [group, { hits, rows }] of other.#counts) this.add(group, hits, rows);
  }

  /** By name, so that the order of rows does not show. */
  list(): { group: string; hits: number; rows: number }[] {
    const groups = [...this.#counts].map(([group, count]) => ({ group, ...count }));
    return groups.sort((one, other) => (one.group < other.group ? -1 : 1));
  }
}
