import type { RootFile } from '../container/open-root-file.ts';
import type { Entry } from '../container/read-directory.ts';
import { Damage, show } from '../damage.ts';
import { LIMITS } from '../limits.ts';
import type { ObjectReader, RootObject } from '../objects/object-reader.ts';
import { listOf, textOf } from '../tree/describe-tree.ts';
import type { Axis, Histogram } from './histogram.ts';

export const HISTOGRAM_CLASS = /^(TH[123][CSILFD]|TProfile2?D?)$/;

const AXES = ['fXaxis', 'fYaxis', 'fZaxis'];

/** The histogram at a path of the file, as `DQMData/Muons/eta`. Throws Damage. */
export async function readHistogram(file: RootFile, objects: ObjectReader, path: string): Promise<Histogram> {
  const entry = file.entries.find((candidate) => candidate.path === path.replace(/^\/+/, ''));
  if (!entry || !HISTOGRAM_CLASS.test(entry.key.className)) {
    const got = entry ? `an object of class ${entry.key.className}` : `none among ${file.entries.length} objects`;
    throw new Damage(`expected a histogram ${show(path)}, got ${got}`, { kind: 'missing', hint: 'check the path within the file' });
  }
  return toHistogram(entry, await objects.read(entry));
}

export function toHistogram({ path, key }: Entry, object: RootObject): Histogram {
  const what = `${key.className} ${show(path)}`;
  const dimensions = key.className.startsWith('TProfile') ? (key.className === 'TProfile2D' ? 2 : 1) : Number(key.className[2]);
  const axes = AXES.slice(0, dimensions).map((name) => toAxis(object[name] as RootObject | undefined, what));
  const cells = axes.reduce((product, { bins }) => product * (bins + 2), 1);
  if (cells > LIMITS.histogramCells) throw new Damage(`${what}: ${cells} cells, at most ${LIMITS.histogramCells} are read`);
  const contents = toNumbers(object.fArray, cells, what);
  if (key.className.startsWith('TProfile')) {
    // A profile holds sums and the weights that they were filled with.
    const weights = toNumbers(object.fBinEntries, cells, what);
    for (let cell = 0; cell < cells; cell++) contents[cell] = weights[cell] === 0 ? Number.NaN : contents[cell] / weights[cell];
  }
  return { path, className: key.className, title: textOf(object.fTitle), entries: Number(object.fEntries), axes, contents };
}

function toAxis(axis: RootObject | undefined, what: string): Axis {
  const bins = Number(axis?.fNbins);
  if (!axis || !Number.isInteger(bins) || bins < 1 || bins > LIMITS.histogramCells) throw new Damage(`${what}: an axis of ${bins} bins`);
  const given = axis.fXbins as ArrayLike<number> | undefined;
  const [low, high] = [Number(axis.fXmin), Number(axis.fXmax)];
  const edges =
    given && given.length === bins + 1
      ? Float64Array.from(given)
      : Float64Array.from({ length: bins + 1 }, (_, index) => low + ((high - low) * index) / bins);
  // TAxis keeps each label as a TObjString whose number is its bin.
  const labels = new Map(listOf(axis.fLabels).map((label) => [Number(label.fUniqueID), textOf(label.fString)]));
  return { title: textOf(axis.fTitle), bins, edges, labels };
}

function toNumbers(values: unknown, cells: number, what: string): Float64Array {
  const list = values as ArrayLike<number | bigint> | undefined;
  if (!list || list.length !== cells) throw new Damage(`${what}: expected ${cells} cells, got ${list?.length ?? 'none'}`);
  return Float64Array.from({ length: cells }, (_, cell) => Number(list[cell]));
}
