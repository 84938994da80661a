import { GroupSlots } from '../profile/groups/group-slots.ts';
import type { GroupingReference } from '../profile/groups/groups-reference.ts';

/** What is counted of one check in a segment. */
export interface CheckCounts {
  readonly judged: number;
  readonly failed: number;
}

export interface SlotCounts {
  /** All rows, those set aside included. */
  readonly rows: number;
  readonly quarantined: number;
  readonly scored: number;
  readonly flagged: number;
}

/** Integer counts of rows, check failures and anomalies by segment: mergeable, and the same for any split of the rows. */
export class SegmentTally {
  readonly slots: GroupSlots;
  readonly #rows: Float64Array;
  readonly #quarantined: Float64Array;
  readonly #scored: Float64Array;
  readonly #flagged: Float64Array;
  /** By check: rows that failed, and rows that it did not judge. */
  readonly #failed: readonly Float64Array[];
  readonly #skipped: readonly Float64Array[];
  readonly #all: readonly Float64Array[];

  /** `named`: how many segments beyond those of the reference have counts of their own. */
  constructor(reference: GroupingReference | undefined, named: number, checks: number) {
    this.slots = new GroupSlots(reference, named, (slot) => this.#fold(slot));
    const make = () => new Float64Array(this.slots.size);
    this.#rows = make();
    this.#quarantined = make();
    this.#scored = make();
    this.#flagged = make();
    this.#failed = Array.from({ length: checks }, make);
    this.#skipped = Array.from({ length: checks }, make);
    this.#all = [this.#rows, this.#quarantined, this.#scored, this.#flagged, ...this.#failed, ...this.#skipped];
  }

  addRows(slots: Uint16Array): void {
    countAll(this.#rows, slots);
  }

  /** `mask[i]` is 1 for each row that was set aside. */
  addQuarantined(slots: Uint16Array, mask: Uint8Array): void {
    for (let row = 0; row < slots.length; row++) this.#quarantined[slots[row]] += mask[row];
  }

  /** `verdicts[i]`: 1 failed, 2 not judged. */
  addVerdicts(check: number, slots: Uint16Array, verdicts: Uint8Array): void {
    const failed = this.#failed[check];
    const skipped = this.#skipped[check];
    for (let row = 0; row < slots.length; row++) {
      if (verdicts[row] === 1) failed[slots[row]]++;
      else if (verdicts[row] === 2) skipped[slots[row]]++;
    }
  }

  /** Scores of rows, NaN where a row was not scored; `flagged`: indexes of the anomalies. */
  addScores(slots: Uint16Array, scores: Float32Array, flagged: readonly number[]): void {
    for (let row = 0; row < slots.length; row++) if (scores[row] === scores[row]) this.#scored[slots[row]]++;
    for (const row of flagged) this.#flagged[slots[row]]++;
  }

  merge(other: SegmentTally): void {
    const home = this.slots.adopt(other.slots);
    for (const [index, counts] of other.#all.entries()) {
      for (let slot = 0; slot < counts.length; slot++) this.#all[index][home[slot]] += counts[slot];
    }
  }

  of(slot: number): SlotCounts {
    return {
      rows: this.#rows[slot],
      quarantined: this.#quarantined[slot],
      scored: this.#scored[slot],
      flagged: this.#flagged[slot],
    };
  }

  /** Over all slots, those of segments that are not told apart included. */
  total(): SlotCounts {
    return { rows: sumOf(this.#rows), quarantined: sumOf(this.#quarantined), scored: sumOf(this.#scored), flagged: sumOf(this.#flagged) };
  }

  /** `quarantines`: whether the check judged all rows, and not only those that were kept. */
  ofCheck(check: number, slot: number, quarantines: boolean): CheckCounts {
    const seen = this.#rows[slot] - (quarantines ? 0 : this.#quarantined[slot]);
    return { judged: seen - this.#skipped[check][slot], failed: this.#failed[check][slot] };
  }

  #fold(slot: number): void {
    for (const counts of this.#all) {
      counts[this.slots.rest] += counts[slot];
      counts[slot] = 0;
    }
  }
}

const sumOf = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);

function countAll(counts: Float64Array, slots: Uint16Array): void {
  for (let row = 0; row < slots.length; row++) counts[slots[row]]++;
}
