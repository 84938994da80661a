import { type Cell, cellAt } from '../frame/cell.ts';
import { type KeptBatch, sourceRow } from '../frame/kept-batch.ts';
import type { ScoredBatch } from './score-rows.ts';
import { type TopRow, TopRows } from './top-rows.ts';

/** A row among the highest scores, with what people need to recognise it. */
export interface TopCandidate extends TopRow {
  readonly rank: number;
  readonly key: Record<string, Cell>;
  readonly values: Record<string, Cell>;
  /** The model's input of this row, before missing values were imputed: NaN where missing. */
  readonly inputs: Float64Array;
}

/** Everything about the scores that does not need them all in memory: integer counts and the top rows. */
export interface ScoringPass {
  readonly rowsSeen: number;
  readonly scored: number;
  /** Left out because a value was missing and the bundle rejects such rows. */
  readonly missingValues: number;
  /** Scored rows by conformal rank 1 … n+1; length n + 2. */
  readonly rankCounts: Float64Array;
  readonly atThreshold: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly histogram: { readonly edges: number[]; readonly current: number[]; readonly calibration: number[] };
  readonly top: readonly TopCandidate[];
}

export interface TallyOptions {
  readonly threshold: number;
  readonly top: number;
  readonly keyColumns: readonly string[];
  readonly valueColumns: readonly string[];
  readonly readInputs: (rows: KeptBatch, row: number) => Float64Array;
}

/** Counts the scores of batches that come in order. */
export class ScoreTally {
  rowsSeen = 0;
  readonly #calibration: Float32Array;
  readonly #options: TallyOptions;
  readonly #rankCounts: Float64Array;
  readonly #edges: Float64Array;
  readonly #current: Float64Array;
  readonly #top: TopRows<Candidate>;
  #scored = 0;
  #atThreshold = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #sum = 0;

  constructor(calibration: Float32Array, options: TallyOptions) {
    this.#calibration = calibration;
    this.#options = options;
    this.#rankCounts = new Float64Array(calibration.length + 2);
    this.#edges = histogramEdges(calibration);
    this.#current = new Float64Array(this.#edges.length - 1);
    this.#top = new TopRows<Candidate>(options.top);
  }

  add({ rows, scores, ranks, indexes }: ScoredBatch): void {
    const { threshold } = this.#options;
    const [rankCounts, edges, current, top] = [this.#rankCounts, this.#edges, this.#current, this.#top];
    for (let at = 0; at < scores.length; at++) {
      const score = scores[at];
      rankCounts[ranks[at]]++;
      if (score >= threshold) this.#atThreshold++;
      if (score < this.#min) this.#min = score;
      if (score > this.#max) this.#max = score;
      this.#sum += score;
      current[histogramBin(edges, score)]++;
      const row = indexes ? indexes[at] : at;
      if (top.admits(score, sourceRow(rows, row))) top.add({ score, row: sourceRow(rows, row), rank: ranks[at], at: row });
    }
    describeNew(top.list(), rows, this.#options);
    this.rowsSeen += rows.batch.rows;
    this.#scored += scores.length;
  }

  finish(): ScoringPass {
    const scored = this.#scored;
    const reference = new Float64Array(this.#current.length);
    for (const score of this.#calibration) reference[histogramBin(this.#edges, score)]++;
    return {
      rowsSeen: this.rowsSeen,
      scored,
      missingValues: this.rowsSeen - scored,
      rankCounts: this.#rankCounts,
      atThreshold: this.#atThreshold,
      min: this.#min,
      max: this.#max,
      mean: scored > 0 ? this.#sum / scored : 0,
      histogram: { edges: [...this.#edges], current: [...this.#current], calibration: [...reference] },
      top: this.#top.list().map(({ score, row, rank, known }) => ({ score, row, rank, ...(known as Known) })),
    };
  }
}

/** The score of every row of the batch; NaN: not scored. */
export function scoresOfRows({ rows, scores, indexes }: ScoredBatch): Float32Array {
  return indexes ? spread(scores, indexes, rows.batch.rows) : scores;
}

type Known = Pick<TopCandidate, 'key' | 'values' | 'inputs'>;

interface Candidate extends TopRow {
  readonly rank: number;
  /** Index within its batch. */
  readonly at: number;
  known?: Known;
}

/** Reads what is to be told of the rows of this batch that are on top after it; only those are decoded. */
function describeNew(top: readonly Candidate[], { batch, offset }: KeptBatch, options: TallyOptions): void {
  const added = top.filter(({ known }) => !known).sort((a, b) => a.at - b.at);
  if (added.length === 0) return;
  const mask = new Uint8Array(batch.rows);
  for (const { at } of added) mask[at] = 1;
  const chosen = { batch: batch.select(mask), offset };
  for (const [row, candidate] of added.entries()) {
    candidate.known = {
      key: cells(chosen, options.keyColumns, row),
      values: cells(chosen, options.valueColumns, row),
      inputs: options.readInputs(chosen, row),
    };
  }
}

function cells({ batch }: KeptBatch, columns: readonly string[], row: number): Record<string, Cell> {
  return Object.fromEntries(columns.filter((name) => batch.has(name)).map((name) => [name, cellAt(batch.column(name), row)]));
}

function spread(scores: Float32Array, indexes: Uint32Array, rows: number): Float32Array {
  const all = new Float32Array(rows).fill(Number.NaN);
  for (let at = 0; at < indexes.length; at++) all[indexes[at]] = scores[at];
  return all;
}

const HISTOGRAM_BINS = 40;

/** Equal bins over the calibration scores and a quarter more above them, where anomalies lie; the outer bins are open. */
function histogramEdges(calibration: Float32Array): Float64Array {
  const low = calibration[0] ?? 0;
  const high = calibration.at(-1) ?? 1;
  // Edges have seven digits: scores that differ by less would fall between edges that are the same.
  const span = Math.max(high - low, Math.abs(high) * 1e-5) || 1;
  return Float64Array.from({ length: HISTOGRAM_BINS + 1 }, (_, index) =>
    Number((low + (span * 1.25 * index) / HISTOGRAM_BINS).toPrecision(7)),
  );
}

function histogramBin(edges: Float64Array, score: number): number {
  const bins = edges.length - 1;
  const bin = Math.floor(((score - edges[0]) / (edges[bins] - edges[0])) * bins);
  return Math.min(Math.max(bin, 0), bins - 1);
}
