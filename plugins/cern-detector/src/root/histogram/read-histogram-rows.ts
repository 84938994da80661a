import type { HostApi, Schema, SourceRecord } from '@oads/cli/plugin';
import { openByteSource } from '../bytes/byte-source.ts';
import { openRootFile } from '../container/open-root-file.ts';
import { Damage } from '../damage.ts';
import { ObjectReader } from '../objects/object-reader.ts';
import { toSourceError } from '../to-source-error.ts';
import { binsOf, type Histogram } from './histogram.ts';
import { HISTOGRAM_CLASS, toHistogram } from './read-histogram.ts';
import { summariseHistogram } from './summarise-histogram.ts';

export const BIN_SCHEMA: Schema = [
  { name: 'file', type: 'text' },
  { name: 'histogram', type: 'text' },
  { name: 'bin_x', type: 'integer' },
  { name: 'bin_y', type: 'integer' },
  { name: 'bin_z', type: 'integer' },
  { name: 'label', type: 'text' },
  { name: 'x_low', type: 'number' },
  { name: 'x_high', type: 'number' },
  { name: 'place', type: 'text' },
  { name: 'content', type: 'number' },
];

export const HISTOGRAM_SCHEMA: Schema = [
  { name: 'file', type: 'text' },
  { name: 'histogram', type: 'text' },
  { name: 'class', type: 'text' },
  { name: 'title', type: 'text' },
  { name: 'entries', type: 'number' },
  { name: 'cells', type: 'integer' },
  { name: 'empty_cells', type: 'integer' },
  { name: 'sum', type: 'number' },
  { name: 'outside', type: 'number' },
  { name: 'mean', type: 'number' },
  { name: 'rms', type: 'number' },
  { name: 'largest', type: 'number' },
];

export interface HistogramsWish {
  readonly matches: (path: string) => boolean;
  readonly wanted: string;
  readonly rows: 'bins' | 'histograms';
  /** Whether the cells below and above the axes are rows too. */
  readonly hasOutside: boolean;
}

/** The histograms of files, in the order of the files and of their directories. */
export async function* readHistogramRows(api: HostApi, files: readonly string[], wish: HistogramsWish): AsyncGenerator<SourceRecord> {
  for (const file of files) {
    const source = await openByteSource(file).catch((error: unknown) => {
      throw toSourceError(api, file, error);
    });
    try {
      const root = await openRootFile(source);
      const entries = root.entries.filter(({ path, key }) => HISTOGRAM_CLASS.test(key.className) && wish.matches(path));
      if (entries.length === 0) {
        const there = root.entries.filter(({ key }) => HISTOGRAM_CLASS.test(key.className)).map(({ path }) => path);
        throw new Damage(
          `expected histograms ${wish.wanted}, got ${there.length} others${there.length > 0 ? `: ${there.slice(0, 8).join(', ')}` : ''}`,
          {
            kind: 'missing',
            hint: 'check `histograms`; trees are read by the loader root',
          },
        );
      }
      const objects = new ObjectReader(root);
      for (const entry of entries) {
        const histogram = toHistogram(entry, await objects.read(entry));
        if (wish.rows === 'bins') yield* binRows(file, histogram, wish.hasOutside);
        else yield summaryRow(file, histogram);
      }
    } catch (error) {
      throw toSourceError(api, file, error);
    } finally {
      await source.close().catch((error: unknown) => {
        throw toSourceError(api, file, error);
      });
    }
  }
}

function summaryRow(file: string, histogram: Histogram): SourceRecord {
  const { cells, sum, outside, empty, mean, rms, largest } = summariseHistogram(histogram);
  const { path, className, title, entries } = histogram;
  return { file, histogram: path, class: className, title, entries, cells, empty_cells: empty, sum, outside, mean, rms, largest };
}

function* binRows(file: string, { path, axes, contents }: Histogram, hasOutside: boolean): Generator<SourceRecord> {
  const [x] = axes;
  for (let cell = 0; cell < contents.length; cell++) {
    const bins = binsOf(axes, cell);
    const isBelow = bins.includes(0);
    const isOutside = isBelow || bins.some((bin, index) => bin === axes[index].bins + 1);
    if (isOutside && !hasOutside) continue;
    const isInX = bins[0] > 0 && bins[0] <= x.bins;
    yield {
      file,
      histogram: path,
      bin_x: bins[0],
      bin_y: bins[1],
      bin_z: bins[2],
      label: x.labels.get(bins[0]),
      x_low: isInX ? x.edges[bins[0] - 1] : null,
      x_high: isInX ? x.edges[bins[0]] : null,
      place: isOutside ? (isBelow ? 'below' : 'above') : 'inside',
      content: contents[cell],
    };
  }
}
