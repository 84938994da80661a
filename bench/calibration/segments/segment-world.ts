import { createRandom, type Random } from '../../../src/core/model/random.ts';
import { normalCdf } from '../../../src/core/profile/distributions.ts';
import type { FeatureReference } from '../../../src/core/profile/reference.ts';
import type { SegmentCells } from '../../../src/core/segment/judge-drift.ts';
import { CellSampler } from './draw-counts.ts';

/** What happens to the rows of a segment: to one of its features, or to all. */
export interface Change {
  readonly shift?: number;
  readonly nulls?: number;
  /** The largest category and the smallest trade places. */
  readonly swap?: boolean;
}

export interface WorldOptions {
  readonly seed: number;
  readonly segments: number;
  readonly numeric: number;
  readonly categorical: number;
  /** Reference rows of each segment. */
  readonly referenceRows: (segment: number) => number;
}

const CATEGORIES = 12;
/** Rows outside the range of a reference of some hundred thousand rows. */
const EDGE_TAIL = 5e-6;

/**
 * Segments that differ: each has its own mean (sd .6) and spread (.6 to 1.4) of every numeric feature, and its own shares of the
 * categories. Fine bins lie at the percentiles of all of them together, as `fit` makes them. Everything is drawn as counts.
 */
export class SegmentWorld {
  readonly features: FeatureReference[];
  references: number[][][] = [];
  readonly #segments: readonly { means: number[]; spreads: number[]; shares: number[][] }[];
  readonly #samplers = new Map<string, CellSampler>();
  readonly #edges: number[][];
  readonly #random: Random;
  readonly #referenceRows: (segment: number) => number;

  constructor(options: WorldOptions) {
    const random = createRandom(options.seed);
    this.#random = random;
    const gaussian = () => Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());
    this.#segments = Array.from({ length: options.segments }, () => ({
      means: Array.from({ length: options.numeric }, () => 0.6 * gaussian()),
      spreads: Array.from({ length: options.numeric }, () => 0.6 + 0.8 * random.nextFloat()),
      shares: Array.from({ length: options.categorical }, () =>
        Array.from({ length: CATEGORIES }, (_, at) => (0.3 + random.nextFloat()) / (1 + at)),
      ),
    }));
    this.#edges = Array.from({ length: options.numeric }, (_, feature) => this.#placeEdges(feature));
    this.features = [
      ...this.#edges.map((edges, at) => numericReference(`x${at}`, edges)),
      ...Array.from({ length: options.categorical }, (_, at) => categoricalReference(`c${at}`)),
    ];
    this.#referenceRows = options.referenceRows;
    this.drawReferences();
  }

  /** Another sample of reference rows from the same world. */
  drawReferences(): void {
    this.references = this.#segments.map((_, segment) => this.draw(segment, this.#referenceRows(segment)));
  }

  /** Counts of one segment's rows by feature; `changes` by feature. */
  draw(segment: number, rows: number, changes: ReadonlyMap<number, Change> = new Map()): number[][] {
    return this.features.map((_, feature) => this.#sampler(segment, feature, changes.get(feature)).draw(this.#random, rows));
  }

  /** All segments of a batch, beside their references. */
  drawBatch(rows: (segment: number) => number, changed?: { segment: number; changes: ReadonlyMap<number, Change> }): SegmentCells[] {
    return this.references.map((reference, segment) => ({
      reference,
      current: this.draw(segment, rows(segment), changed?.segment === segment ? changed.changes : undefined),
    }));
  }

  #sampler(segment: number, feature: number, change: Change = {}): CellSampler {
    const key = `${segment} ${feature} ${JSON.stringify(change)}`;
    let sampler = this.#samplers.get(key);
    if (!sampler) {
      const cells =
        feature < this.#edges.length ? this.#numericShares(segment, feature, change) : this.#categoryShares(segment, feature, change);
      const { nulls = 0 } = change;
      sampler = new CellSampler([...cells.map((share) => share * (1 - nulls)), nulls]);
      this.#samplers.set(key, sampler);
    }
    return sampler;
  }

  #numericShares(segment: number, feature: number, { shift = 0 }: Change): number[] {
    const { means, spreads } = this.#segments[segment];
    const below = this.#edges[feature].map((edge) => normalCdf((edge - means[feature]) / spreads[feature] - shift));
    return [...below, 1].map((share, at) => share - (below[at - 1] ?? 0));
  }

  #categoryShares(segment: number, feature: number, { swap }: Change): number[] {
    const shares = [...this.#segments[segment].shares[feature - this.#edges.length]];
    if (swap) {
      const [largest, smallest] = [shares.indexOf(Math.max(...shares)), shares.indexOf(Math.min(...shares))];
      [shares[largest], shares[smallest]] = [shares[smallest], shares[largest]];
    }
    const total = shares.reduce((sum, share) => sum + share, 0);
    return [...shares.map((share) => share / total), 0, 0];
  }

  #placeEdges(feature: number): number[] {
    const share = (x: number) =>
      this.#segments.reduce((sum, { means, spreads }) => sum + normalCdf((x - means[feature]) / spreads[feature]), 0) /
      this.#segments.length;
    const tails = [0.0001, 0.001, 0.005];
    const inner = Array.from({ length: 99 }, (_, at) => (at + 1) / 100);
    const at = [EDGE_TAIL, ...tails, ...inner, ...tails.map((tail) => 1 - tail).reverse(), 1 - EDGE_TAIL];
    let before = -8;
    return at.map((quantile) => {
      let low = before;
      let high = 8;
      for (let step = 0; step < 24; step++) {
        const middle = (low + high) / 2;
        if (share(middle) < quantile) low = middle;
        else high = middle;
      }
      before = high;
      return high;
    });
  }
}

function numericReference(feature: string, edges: readonly number[]): FeatureReference {
  return { kind: 'numeric', feature, edges: [...edges], bins: [], below: 0, above: 0, nulls: 0, median: 0 };
}

function categoricalReference(feature: string): FeatureReference {
  const categories = Array.from({ length: CATEGORIES }, (_, at) => `v${at}`);
  return { kind: 'categorical', feature, categories, counts: [], rare: [], other: 0, nulls: 0 };
}
