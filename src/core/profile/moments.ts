/** Count, nulls, range, mean and variance of a numeric column: mergeable. */
export interface MomentsJson {
  n: number;
  nulls: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  sd: number | null;
}

/**
 * Running moments. Counts, minimum and maximum are exact under any split; mean and variance agree up to rounding,
 * so nothing that a gate depends on may read them (Chan, Golub, LeVeque 1979, eq. 2.1).
 */
export class Moments {
  n = 0;
  nulls = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  mean = 0;
  #m2 = 0;

  /** NaN counts as null. */
  update(values: Float64Array): void {
    let n = 0;
    let sum = 0;
    let { min, max } = this;
    for (let row = 0; row < values.length; row++) {
      const value = values[row];
      if (value !== value) continue; // NaN
      n++;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    this.nulls += values.length - n;
    this.min = min;
    this.max = max;
    if (n === 0) return;
    const mean = sum / n;
    let m2 = 0;
    for (let row = 0; row < values.length; row++) {
      const deviation = values[row] - mean;
      if (deviation === deviation) m2 += deviation * deviation;
    }
    this.#add(n, mean, m2);
  }

  merge(other: Moments): void {
    this.nulls += other.nulls;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    if (other.n > 0) this.#add(other.n, other.mean, other.#m2);
  }

  get sd(): number {
    return this.n > 1 ? Math.sqrt(this.#m2 / (this.n - 1)) : 0;
  }

  toJSON(): MomentsJson {
    const some = this.n > 0;
    return {
      n: this.n,
      nulls: this.nulls,
      min: some ? this.min : null,
      max: some ? this.max : null,
      mean: some ? this.mean : null,
      sd: some ? this.sd : null,
    };
  }

  #add(n: number, mean: number, m2: number): void {
    const total = this.n + n;
    const delta = mean - this.mean;
    this.#m2 += m2 + (delta * delta * this.n * n) / total;
    this.mean += (delta * n) / total;
    this.n = total;
  }
}
