// node bench/reasons/planted-causes.mjs [DIR] [TRIALS]: how often the planted cause comes first among the reasons. DIR (default
// $OADS_BENCH_DATA, its folder adbench where it has one) holds Parquet files with numeric columns and `label`, 1 for anomalies.
//
// A trial takes a normal row that the model has not seen and whose score is below the median, and moves one feature to its
// reference median - 3 or + 3 times its 5-95 % range. Features without such a range are left out: nothing would move. The
// reference is 70 % of the normal rows, at most 7,000; the trials are shared evenly among the files.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Batch } from '../../src/core/frame/batch.ts';
import { loadPolars } from '../../src/core/frame/polars.ts';
import { openBundle } from '../../src/core/model/bundle.ts';
import { fitBundle } from '../../src/core/model/fit.ts';
import { createRandom, sampleWithoutReplacement } from '../../src/core/model/random.ts';
import { openExplainer } from '../../src/core/model/reasons/open-explainer.ts';
import { writeBundle } from '../../src/core/model/write-bundle.ts';
import { openRowScorer } from '../../src/core/score/score-rows.ts';
import { printTable, showNumber } from '../print-table.mjs';

const MOST_ROWS = 10_000;
const TRAINING_SHARE = 0.7;
const DETECTORS = ['ensemble', 'iforest', 'knn'];
/** Times are taken over so many passes: one is short. */
const PASSES = 5;

const dir = findData(process.argv[2] ?? process.env.OADS_BENCH_DATA);
const trials = Number(process.argv[3] ?? 10_000);
const polars = (await loadPolars()) ?? (await import('nodejs-polars')).default;
const files = readdirSync(dir).filter((name) => name.endsWith('.parquet'));
const scratch = mkdtempSync(path.join(tmpdir(), 'oads-bench-'));
const perFile = Math.ceil(trials / files.length);
const totals = DETECTORS.map(() => ({ first: 0, raised: 0, firstOfRaised: 0, count: 0, scoreMs: 0, explainMs: 0 }));
const rows = [];
for (const [index, file] of files.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).entries()) {
  const data = readRows(path.join(dir, file), index);
  const cells = [file.replace('.parquet', ''), showNumber(data.width, 0)];
  for (const [at, detector] of DETECTORS.entries()) {
    const result = await tryDetector(detector, data, index);
    for (const key of Object.keys(result)) totals[at][key] += result[key];
    cells.push(...describe(result));
  }
  rows.push(cells);
}
rmSync(scratch, { recursive: true });
rows.push(['all', '', ...totals.flatMap(describe)]);
printTable(
  `planted causes, ${showNumber(perFile * files.length, 0)} trials a detector: first among the reasons (of those that raised the score), CPU time explaining / scoring`,
  ['set', 'features', ...DETECTORS.flatMap((name) => [name, '(raised)', 'cost'])],
  rows,
);

function describe({ first, raised, firstOfRaised, count, scoreMs, explainMs }) {
  const percent = (share) => `${showNumber(100 * share, 1)} %`;
  return [percent(first / count), percent(firstOfRaised / Math.max(1, raised)), showNumber(explainMs / scoreMs, 2)];
}

async function tryDetector(detector, { width, names, training, held, ranges, medians }, stream) {
  const specs = names.map((name) => ({ name, column: name, kind: 'numeric', transform: 'identity', model: true }));
  const count = training.length / width;
  const read = async function* () {
    yield toBatch(names, training, count);
  };
  const input = { name: 'bench', read, rows: count, rowsQuarantined: 0, inputDigest: '0'.repeat(64), from: null, to: null };
  const options = { trees: 100, sampleSize: 256, seed: 1, calibrationRows: 2000, falseAlarmRate: 0.05, missing: 'median' };
  const content = await fitBundle(input, specs, { ...options, detector, referenceIs: 'clean', neighbourRows: 2000 });
  await writeBundle(path.join(scratch, 'bundle'), content);
  const bundle = await openBundle(path.join(scratch, 'bundle'));
  const scorer = await openRowScorer(bundle, { workers: 0 });
  const explainer = openExplainer(bundle, scorer.scoreMatrix);

  const random = createRandom(2, stream);
  const heldCount = held.length / width;
  const ownScores = await scorer.scoreMatrix(held.slice(), heldCount);
  const median = ownScores.slice().sort()[heldCount >> 1];
  const below = [...ownScores.keys()].filter((row) => ownScores[row] < median);
  // Where half of the rows and more have the lowest score, those are the usual ones.
  const usual = below.length > 0 ? below : [...ownScores.keys()].filter((row) => ownScores[row] === median);
  const moving = names.map((_, feature) => feature).filter((feature) => ranges[feature] > 0);
  const planted = Array.from({ length: perFile }, () => ({
    row: usual[random.nextBelow(usual.length)],
    feature: moving[random.nextBelow(moving.length)],
    sign: random.nextBelow(2) === 0 ? -1 : 1,
  }));
  const matrix = new Float32Array(perFile * width);
  planted.forEach(({ row, feature, sign }, trial) => {
    matrix.set(held.subarray(row * width, (row + 1) * width), trial * width);
    matrix[trial * width + feature] = medians[feature] + sign * 3 * ranges[feature];
  });
  const scores = await scorer.scoreMatrix(matrix.slice(), perFile);
  await scorer.scoreMatrix(matrix.slice(), perFile);
  let falls = await explainer.contributions(matrix.slice(), perFile, scores);
  const before = process.cpuUsage();
  for (let pass = 0; pass < PASSES; pass++) await scorer.scoreMatrix(matrix.slice(), perFile);
  const between = process.cpuUsage();
  for (let pass = 0; pass < PASSES; pass++) falls = await explainer.contributions(matrix.slice(), perFile, scores);
  const after = process.cpuUsage();
  await scorer.close();
  const cpuMs = (from, to) => (to.user + to.system - from.user - from.system) / 1000;
  const isFirst = ({ feature }, trial) => {
    const own = falls.subarray(trial * width, (trial + 1) * width);
    return own[feature] > 0 && own.every((fall, other) => other === feature || fall < own[feature]);
  };
  const hasRisen = ({ row }, trial) => scores[trial] > ownScores[row];
  return {
    first: planted.filter(isFirst).length,
    raised: planted.filter(hasRisen).length,
    firstOfRaised: planted.filter((plant, trial) => hasRisen(plant, trial) && isFirst(plant, trial)).length,
    count: perFile,
    scoreMs: cpuMs(before, between),
    explainMs: cpuMs(between, after),
  };
}

function toBatch(names, data, count) {
  const width = names.length;
  const columns = names.map((name, at) => [
    name,
    { type: 'number', values: Float64Array.from({ length: count }, (_, row) => data[row * width + at]) },
  ]);
  return Batch.fromColumns(
    names.map((name) => ({ name, type: 'number' })),
    new Map(columns),
    count,
  );
}

function readRows(file, stream) {
  const frame = polars.readParquet(file);
  const labels = frame.getColumn('label').toArray();
  const names = frame.columns.filter((name) => name !== 'label');
  const width = names.length;
  const normal = [...labels.keys()].filter((row) => Number(labels[row]) === 0);
  const drawn = sampleWithoutReplacement(createRandom(1, stream), normal.length, MOST_ROWS);
  const columns = names.map((name) => frame.getColumn(name).toArray());
  const gather = (chosen) =>
    Float32Array.from({ length: chosen.length * width }, (_, at) => columns[at % width][normal[chosen[Math.floor(at / width)]]]);
  const cut = Math.floor(drawn.length * TRAINING_SHARE);
  const training = gather(drawn.subarray(0, cut));
  const sorted = names.map((_, feature) => Float32Array.from({ length: cut }, (_, row) => training[row * width + feature]).sort());
  const at = (column, share) => column[Math.round(share * (column.length - 1))];
  return {
    width,
    names,
    training,
    held: gather(drawn.subarray(cut)),
    ranges: sorted.map((column) => at(column, 0.95) - at(column, 0.05)),
    medians: sorted.map((column) => at(column, 0.5)),
  };
}

function findData(given) {
  const nested = given && path.join(given, 'adbench');
  const found = nested && existsSync(nested) ? nested : given;
  if (found && existsSync(found) && readdirSync(found).some((name) => name.endsWith('.parquet'))) return found;
  console.error(
    `expected a directory of Parquet files with labels (ADBench's classical sets) as argument or in OADS_BENCH_DATA, got ${given ?? 'nothing'}`,
  );
  process.exit(2);
}
