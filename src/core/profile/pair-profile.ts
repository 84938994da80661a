import { type CoarseCodes, deriveCoarseCodes } from './coarse-codes.ts';
import type { FeatureReference } from './reference.ts';

/** One or two features whose codes are counted as one: first · `sizes[1]` + second. */
interface Block {
  readonly features: readonly number[];
  readonly sizes: readonly [number, number];
}

/**
 * Joint counts of every pair of features over their coarse codes: integers, mergeable exactly. Two blocks of two features each are
 * counted at once, and the pairs read off: a quarter of the work of counting each pair.
 */
export class PairProfile {
  readonly #names: readonly string[];
  readonly #codes: readonly CoarseCodes[];
  readonly #blocks: readonly Block[];
  /** Counts for each two blocks p < q in the order (0,1), (0,2) … (1,2) …, those of p row-major over those of q. */
  readonly #counts: Float64Array[] = [];
  /** Where counts are not 0, once they were read: few are. */
  readonly #occupied = new Map<Float64Array, number[]>();

  constructor(references: readonly FeatureReference[]) {
    this.#names = references.map(({ feature }) => feature);
    this.#codes = references.map(deriveCoarseCodes);
    this.#blocks = this.#makeBlocks();
    this.#blocks.forEach((p, at) => {
      for (const q of this.#blocks.slice(at + 1)) this.#counts.push(new Float64Array(spanOf(p) * spanOf(q)));
    });
  }

  get features(): readonly string[] {
    return this.#names;
  }

  /** @param cells the cell of each row, by feature */
  count(cells: ReadonlyMap<string, Uint16Array>, rows: number): void {
    this.#occupied.clear();
    const codes = this.#blocks.map((block) => this.#codeBlock(block, cells, rows));
    let at = 0;
    for (let p = 0; p < codes.length; p++) {
      for (let q = p + 1; q < codes.length; q++) countJointly(this.#counts[at++], codes[p], codes[q], spanOf(this.#blocks[q]));
    }
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
    const [blockOfA, blockOfB] = [i >> 1, j >> 1];
    const partner = blockOfA !== blockOfB ? blockOfB : blockOfA === 0 ? 1 : 0;
    const [p, q] = [Math.min(blockOfA, partner), Math.max(blockOfA, partner)];
    const counts = this.#counts[p * this.#blocks.length - (p * (p + 1)) / 2 + (q - p - 1)];
    const span = spanOf(this.#blocks[q]);
    const codeOf = (feature: number, index: number): number => {
      const code = feature >> 1 === p ? Math.floor(index / span) : index % span;
      const size = this.#blocks[feature >> 1].sizes[1];
      return feature % 2 === 0 ? Math.floor(code / size) : code % size;
    };
    const width = this.sizeOf(b);
    const table = new Array<number>(this.sizeOf(a) * width).fill(0);
    for (const index of this.#occupiedOf(counts)) table[codeOf(i, index) * width + codeOf(j, index)] += counts[index];
    return table;
  }

  /** How many codes a feature has: its levels, outside and null. */
  sizeOf(feature: string): number {
    return (this.#codes[this.#names.indexOf(feature)]?.levels ?? 0) + 2;
  }

  /** At least two, the last ones perhaps of fewer features, so that even two features have a pair of blocks; none without a pair. */
  #makeBlocks(): Block[] {
    if (this.#names.length < 2) return [];
    const size = (feature: number): number => (this.#codes[feature] ? this.#codes[feature].levels + 2 : 1);
    return Array.from({ length: Math.max(2, Math.ceil(this.#names.length / 2)) }, (_, block) => ({
      features: [2 * block, 2 * block + 1].filter((feature) => feature < this.#names.length),
      sizes: [size(2 * block), size(2 * block + 1)],
    }));
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

  /** A block's codes fit a byte: no feature has more than 8. */
  #codeBlock({ features, sizes }: Block, cells: ReadonlyMap<string, Uint16Array>, rows: number): Uint8Array {
    const codes = new Uint8Array(rows);
    for (const feature of features) {
      const located = cells.get(this.#names[feature]) as Uint16Array;
      const { ofCell } = this.#codes[feature];
      const factor = feature % 2 === 0 ? sizes[1] : 1;
      for (let row = 0; row < rows; row++) codes[row] += ofCell[located[row]] * factor;
    }
    return codes;
  }
}

function spanOf({ sizes }: Block): number {
  return sizes[0] * sizes[1];
}

function countJointly(counts: Float64Array, p: Uint8Array, q: Uint8Array, span: number): void {
  for (let row = 0; row < p.length; row++) counts[p[row] * span + q[row]]++;
}
