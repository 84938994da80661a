import { type Histogram, isOutside } from './histogram.ts';

export interface HistogramSummary {
  readonly cells: number;
  /** Within the range of the axes. */
  readonly sum: number;
  readonly outside: number;
  readonly empty: number;
  /** Of the first axis, weighted by the contents of the cells within its range, from their middles; NaN without contents. */
  readonly mean: number;
  readonly rms: number;
  readonly largest: number;
}

/** Figures from the cells themselves: what ROOT keeps beside them is lost when histograms are edited. */
export function summariseHistogram({ axes, contents }: Histogram): HistogramSummary {
  const [first] = axes;
  const columns = first.bins + 2;
  let cells = 0;
  let empty = 0;
  let sum = 0;
  let outside = 0;
  let moment = 0;
  let largest = Number.NEGATIVE_INFINITY;
  const middle = (bin: number) => (first.edges[bin - 1] + first.edges[bin]) / 2;
  const eachInside = (visit: (content: number, bin: number) => void): void => {
    for (let cell = 0; cell < contents.length; cell++) if (!isOutside(axes, cell)) visit(contents[cell], cell % columns);
  };
  for (let cell = 0; cell < contents.length; cell++) if (isOutside(axes, cell) && !Number.isNaN(contents[cell])) outside += contents[cell];
  eachInside((content, bin) => {
    cells++;
    if (content === 0 || Number.isNaN(content)) empty++;
    if (Number.isNaN(content)) return;
    sum += content;
    moment += content * middle(bin);
    largest = Math.max(largest, content);
  });
  const mean = sum === 0 ? Number.NaN : moment / sum;
  let spread = 0;
  eachInside((content, bin) => {
    if (!Number.isNaN(content)) spread += content * (middle(bin) - mean) ** 2;
  });
  const rms = sum === 0 ? Number.NaN : Math.sqrt(Math.max(spread / sum, 0));
  return { cells, sum, outside, empty, mean, rms, largest: cells === empty ? Number.NaN : largest };
}
