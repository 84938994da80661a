import type { Batch } from '../frame/batch.ts';
import { GroupCells } from '../profile/groups/group-cells.ts';
import { GroupSlots } from '../profile/groups/group-slots.ts';
import { keyRows, type SeasonGrouping } from '../profile/groups/grouping.ts';
import type { GroupingReference } from '../profile/groups/groups-reference.ts';
import type { PhaseCounts } from './judge-season.ts';

/** The counts of a batch by phase of the season: those of the reference, and all others together. */
export class SeasonCounts implements PhaseCounts {
  readonly reference: GroupingReference;
  readonly #cells: GroupCells;
  readonly #grouping: SeasonGrouping;
  readonly #slots: GroupSlots;
  readonly #rows: Float64Array;

  constructor(grouping: SeasonGrouping, reference: GroupingReference, sizes: ReadonlyMap<string, number>) {
    this.#grouping = grouping;
    this.reference = reference;
    this.#slots = new GroupSlots(reference, 0);
    this.#rows = new Float64Array(this.#slots.size);
    this.#cells = new GroupCells(reference.groups.length, sizes);
  }

  /** Rows that were kept, and the cells of their features. */
  update(batch: Batch, cells: ReadonlyMap<string, Uint16Array>): void {
    const slots = this.#slots.locate(keyRows(batch, this.#grouping));
    for (let row = 0; row < slots.length; row++) this.#rows[slots[row]]++;
    this.#cells.count(slots, cells);
  }

  merge(other: SeasonCounts): void {
    for (const [slot, rows] of other.#rows.entries()) this.#rows[slot] += rows;
    this.#cells.merge(other.#cells);
  }

  get rows(): number[] {
    return [...this.#rows.subarray(0, this.reference.groups.length)];
  }

  cellsOf(feature: string, phase: number): number[] {
    return this.#cells.of(feature, phase);
  }

  get unknownRows(): number {
    return this.#rows[this.#slots.other] + this.#rows[this.#slots.rest];
  }
}
