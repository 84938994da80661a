import type { CountableCheck, VerdictWatch } from '../check/run-checks.ts';
import type { Batch } from '../frame/batch.ts';
import { GroupCells } from '../profile/groups/group-cells.ts';
import { keyRows, type SegmentGrouping } from '../profile/groups/grouping.ts';
import type { GroupingReference } from '../profile/groups/groups-reference.ts';
import { SegmentTally } from './segment-tally.ts';

/** With a reference, so many segments that it does not hold are named and counted one by one. */
const MAX_NEW = 50;

/** The counts of one segmentation over a pass: rows, check failures, and the features' cells. */
export class SegmentCounts implements VerdictWatch {
  readonly grouping: SegmentGrouping;
  readonly reference?: GroupingReference;
  readonly checks: readonly CountableCheck[];
  readonly tally: SegmentTally;
  /** By group of the reference, and one group more for its rare keys together. */
  readonly cells: GroupCells;
  /** The group of `cells` that each slot counts in; new segments count in none. */
  readonly #cellGroups: Uint16Array;
  /** Of the batch at hand: the slot of each row, and of each row that was kept. */
  #slots: Uint16Array = new Uint16Array();
  #kept: Uint16Array = this.#slots;

  /** `max`: how many segments are told apart without a reference. `sizes`: how many cells each feature has. */
  constructor(
    grouping: SegmentGrouping,
    given: { reference?: GroupingReference; max: number; checks: readonly CountableCheck[]; sizes: ReadonlyMap<string, number> },
  ) {
    this.grouping = grouping;
    this.reference = given.reference;
    this.checks = given.checks;
    this.tally = new SegmentTally(given.reference, given.reference ? MAX_NEW : given.max, given.checks.length);
    const known = given.reference?.groups.length ?? 0;
    this.cells = new GroupCells(known + 1, given.reference ? given.sizes : new Map());
    const { other, size } = this.tally.slots;
    this.#cellGroups = Uint16Array.from({ length: size }, (_, slot) => (slot < known ? slot : slot === other ? known : known + 1));
  }

  /** Before the rows are screened. */
  begin(batch: Batch): void {
    this.#slots = this.locate(batch);
    this.#kept = this.#slots;
    this.tally.addRows(this.#slots);
  }

  quarantined(mask: Uint8Array): void {
    this.tally.addQuarantined(this.#slots, mask);
    if (mask.includes(1)) this.#kept = this.#slots.filter((_, row) => mask[row] === 0);
  }

  judged(check: number, verdicts: Uint8Array): void {
    this.tally.addVerdicts(check, this.checks[check].severity === 'quarantine' ? this.#slots : this.#kept, verdicts);
  }

  /** The cells of the features in the rows that were kept. */
  addCells(cells: ReadonlyMap<string, Uint16Array>): void {
    if (!this.reference) return;
    const groups = this.#kept.map((slot) => this.#cellGroups[slot]);
    this.cells.count(groups, cells);
  }

  /** The slots of rows whose segments have been seen before. */
  locate(batch: Batch): Uint16Array {
    return this.tally.slots.locate(keyRows(batch, this.grouping));
  }

  merge(other: SegmentCounts): void {
    this.tally.merge(other.tally);
    this.cells.merge(other.cells);
  }
}
