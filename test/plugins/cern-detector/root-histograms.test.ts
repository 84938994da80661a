import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rootHistogramsLoader } from '../../../plugins/cern-detector/src/loaders/root-histograms-loader.ts';
import { binsOf, type Histogram } from '../../../plugins/cern-detector/src/root/histogram/histogram.ts';
import { summariseHistogram } from '../../../plugins/cern-detector/src/root/histogram/summarise-histogram.ts';
import { cellAt } from '../../../src/core/frame/cell.ts';
import { hostApi, loadContext } from '../../support/host-api.ts';

const test = suite('cern-detector/root-histograms');
const { api } = await hostApi();
const loader = rootHistogramsLoader(api);
const FIXTURES = path.join(import.meta.dirname, '..', '..', 'fixtures', 'root');

async function rows(options: Record<string, unknown>): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for await (const batch of loader.load({ path: 'histogram.root', ...options }, loadContext({ baseDir: FIXTURES, batchRows: 4 }))) {
    for (let row = 0; row < batch.rows; row++) {
      found.push(Object.fromEntries(batch.schema.map(({ name }) => [name, cellAt(batch.column(name), row)])));
    }
  }
  return found;
}

const COUNTS = [50, 49, 0, 51, 900, 48, 50, 52, 0, 50];

test('a row is a bin, with its edges', async () => {
  const bins = await rows({});
  assert.equal(
    bins.map(({ content }) => content),
    COUNTS,
  );
  assert.equal(
    bins.map(({ x_low: low, x_high: high }) => [low, high]),
    COUNTS.map((_, index) => [index, index + 1]),
  );
  assert.ok(bins.every(({ histogram, place }) => histogram === 'DQM/occupancy' && place === 'inside'));
});

test('the bins outside the axes are rows where they are asked for', async () => {
  const bins = await rows({ outside: true });
  assert.equal([bins.length, bins[0].place, bins[11].place, bins[0].x_low], [12, 'below', 'above', null]);
});

test('a row is a histogram, with its figures', async () => {
  const [row, ...others] = await rows({ rows: 'histograms' });
  const sum = COUNTS.reduce((total, count) => total + count, 0);
  const mean = COUNTS.reduce((total, count, index) => total + count * (index + 0.5), 0) / sum;
  assert.is(others.length, 0);
  assert.equal([row.class, row.sum, row.outside, Number(row.cells), Number(row.empty_cells), row.largest], ['TH1D', sum, 0, 10, 2, 900]);
  assert.ok(Math.abs(Number(row.mean) - mean) < 1e-12);
});

test('a pattern that matches none is refused with those that there are', async () => {
  try {
    await rows({ histograms: ['DQM/e*'] });
    assert.unreachable();
  } catch (error) {
    assert.match((error as Error).message, /expected histograms DQM\/e\*, got 1 others: DQM\/occupancy/);
  }
});

test('cells of two axes run along the first, and a profile without entries has no mean', () => {
  const axis = (bins: number) => ({
    title: '',
    bins,
    edges: Float64Array.from({ length: bins + 1 }, (_, index) => index),
    labels: new Map(),
  });
  const axes = [axis(3), axis(2)];
  assert.equal(binsOf(axes, 7), [2, 1]);
  const contents = new Float64Array(20);
  contents[6] = 2; // x 1, y 1
  contents[7] = 6;
  contents[0] = 5;
  const histogram: Histogram = { path: 'h', className: 'TH2D', title: '', entries: 13, axes, contents };
  const summary = summariseHistogram(histogram);
  assert.equal([summary.cells, summary.sum, summary.outside, summary.empty, summary.mean], [6, 8, 5, 4, (2 * 0.5 + 6 * 1.5) / 8]);
  const empty = summariseHistogram({ ...histogram, contents: new Float64Array(20).fill(Number.NaN) });
  assert.equal([empty.empty, empty.sum, empty.mean, empty.largest], [6, 0, Number.NaN, Number.NaN]);
});

test.run();
