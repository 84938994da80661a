/** An axis: its bins between its edges. Bin 0 of the contents is below, the last one above. */
export interface Axis {
  readonly title: string;
  readonly bins: number;
  readonly edges: Float64Array;
  readonly labels: ReadonlyMap<number, string>;
}

/** A TH1, TH2, TH3 or TProfile. Contents and errors are of all cells, with those below and above: x runs fastest. */
export interface Histogram {
  readonly path: string;
  readonly className: string;
  readonly title: string;
  readonly entries: number;
  readonly axes: readonly Axis[];
  /** Of a profile: the mean of each cell; NaN where it has no entries. */
  readonly contents: Float64Array;
}

/** The bin of each axis for a cell. */
export function binsOf(axes: readonly Axis[], cell: number): number[] {
  let rest = cell;
  return axes.map(({ bins }) => {
    const bin = rest % (bins + 2);
    rest = Math.floor(rest / (bins + 2));
    return bin;
  });
}

/** Whether a cell is below or above the range of some axis. */
export function isOutside(axes: readonly Axis[], cell: number): boolean {
  return binsOf(axes, cell).some((bin, index) => bin === 0 || bin === axes[index].bins + 1);
}
