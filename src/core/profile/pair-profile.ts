import { type CoarseCodes, deriveCoarseCodes } from './coarse-codes.ts';
import type { FeatureReference } from './reference.ts';

/** Codes of one feature fit into so many bits; two features make a block, and two blocks index the counts. */
const BITS = 3;
const CODES = 1 << BITS;
const BLOCK = 1 << (2 * BITS);

/**
 * Joint counts of every pair of features over their coarse codes: integers, mergeable exactly. Two blocks of two features each are
 * counted at once, and the pairs read off: a quarter of the work of counting each pair.
 */
export class PairProfile {
  readonly #names: readonly string[];
  readonly #codes: ReadonlyMap<string, CoarseCodes>;
  /** One array of BLOCK × BLOCK counts for each two blocks p < q, in the order (0,1), (0,2) … (1,2) … */
  readonly #counts: Float64Array[];
  /** Where the counts of two blocks are not 0, once they were read: few of 4,096 are. */
  readonly #occupied = new Map<Float64Array, number[]>();

  constructor(references: readonly FeatureReference[]) {
    this.#names = references.map(({ feature }) => feature);
    this.#codes = new Map(references.map((reference) => [reference.feature, deriveCoarseCodes(reference)]));
    const blocks = this.#blocks;
    this.#counts = Array.from({ length: (blocks * (blocks - 1)) / 2 }, () => new Float64Array(BLOCK * BLOCK));
  }

  get features(): readonly string[] {
    return this.#names;
  }

  /** At least two, so that even two features have a pair of blocks; none where there is no pair. */
  get #blocks(): number {
    return this.#names.length < 2 ? 0 : Math.max(2, Math.ceil(this.#names.length / 2));
  }

  /** @param cells the cell of each row, by feature */
  count(cells: ReadonlyMap<string, Uint16Array>, rows: number): void {
    this.#occupied.clear();
    const blocks = Array.from({ length: this.#blocks }, (_, block) => this.#codeBlock(block, cells, rows));
    let at = 0;
    for (let p = 0; p < blocks.length; p++)
      for (let q = p + 1; q < blocks.length; q++) countJointly(this.#counts[at++], blocks[p], blocks[q]);
  }

  merge(other: PairProfile): void {
    this.#occupied.clear();
    this.#counts.forEach((counts, at) => {
      for (let index = 0; index < counts.length; index++) counts[index] += other.#counts[at][index];
    });
  }

  /** Counts by row-major codes of a and b, `levels` + 2 each; undefined where either feature is not counted. */
  table(a: string, b: string): number[] | undefined {
    const [i, j] = [this.#names.indexOf(a), this.#names.indexOf(b)];
    if (i < 0 || j < 0 || i === j) return undefined;
    const [width, height] = [this.sizeOf(b), this.sizeOf(a)];
    const table = new Array<number>(width * height).fill(0);
    const [blockOfA, blockOfB] = [i >> 1, j >> 1];
    const partner = blockOfA === blockOfB ? (blockOfA === 0 ? 1 : 0) : blockOfB;
    const [p, q] = [Math.min(blockOfA, partner), Math.max(blockOfA, partner)];
    const counts = this.#counts[p * this.#blocks - (p * (p + 1)) / 2 + (q - p - 1)];
    const shiftOf = (feature: number): number => (feature >> 1 === p ? 2 * BITS : 0) + (feature % 2 === 0 ? BITS : 0);
    const [shiftA, shiftB] = [shiftOf(i), shiftOf(j)];
    for (const index of this.#occupiedOf(counts))
      table[((index >> shiftA) & (CODES - 1)) * width + ((index >> shiftB) & (CODES - 1))] += counts[index];
    return table;
  }

  /** How many codes a feature has: its levels, outside and null. */
  sizeOf(feature: string): number {
    return (this.#codes.get(feature)?.levels ?? 0) + 2;
  }

  #occupiedOf(counts: Float64Array): number[] {
    let occupied = this.#occupied.get(counts);
    if (!occupied) {
      occupied = [];
      for (let index = 0; index < counts.length; index++) if (counts[index] > 0) occupied.push(index);
      this.#occupied.set(counts, occupied);
    }
    return occupied;
  }

  /** Both codes of a block's two features in one byte, the first feature's in the higher bits. */
  #codeBlock(block: number, cells: ReadonlyMap<string, Uint16Array>, rows: number): Uint8Array {
    const codes = new Uint8Array(rows);
    for (const [position, name] of [this.#names[2 * block], this.#names[2 * block + 1]].entries()) {
      const located = name === undefined ? undefined : cells.get(name);
      const ofCell = name === undefined ? undefined : this.#codes.get(name)?.ofCell;
      if (!located || !ofCell) continue;
      const shift = position === 0 ? BITS : 0;
      for (let row = 0; row < rows; row++) codes[row] |= ofCell[located[row]] << shift;
    }
    return codes;
  }
}

function countJointly(counts: Float64Array, a: Uint8Array, b: Uint8Array): void {
  for (let row = 0; row < a.length; row++) counts[(a[row] << (2 * BITS)) | b[row]]++;
}
